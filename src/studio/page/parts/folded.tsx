import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** What is made only once somebody unfolds it. */
export const Folded = ({ title, children }: { title: string; children: () => ComponentChildren }) => {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {open && children()}
    </details>
  );
};
