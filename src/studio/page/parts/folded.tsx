import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Renders its content only while it is open. */
export const Folded = ({ title, children }: { title: string; children: () => ComponentChildren }) => {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {open && children()}
    </details>
  );
};
