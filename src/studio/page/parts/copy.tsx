import { useState } from 'preact/hooks';

/** Copies a text, and shows the result for two seconds. */
export const Copy = ({ text, what, label: first = 'Copy' }: { text: () => string; what: string; label?: string }) => {
  const [label, setLabel] = useState(first);
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text()).then(
      () => 'Copied',
      () => 'Not allowed',
    );
    setLabel(done);
    setTimeout(() => setLabel(first), 2000);
  };
  return (
    <button type="button" class="quiet small" onClick={copy}>
      <span aria-live="polite">{label}</span>
      <span class="visually-hidden"> {what}</span>
    </button>
  );
};
