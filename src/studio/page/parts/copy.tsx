import { useState } from 'preact/hooks';

/** Copies a text and says so for two seconds. */
export const Copy = ({ text, what }: { text: () => string; what: string }) => {
  const [said, setSaid] = useState('Copy');
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text()).then(
      () => 'Copied',
      () => 'Not allowed',
    );
    setSaid(done);
    setTimeout(() => setSaid('Copy'), 2000);
  };
  return (
    <button type="button" class="quiet small" onClick={copy}>
      <span aria-live="polite">{said}</span>
      <span class="unseen"> {what}</span>
    </button>
  );
};
