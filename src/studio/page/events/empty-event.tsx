/** What is shown in place of a message while the editor is empty. */
export const EmptyEvent = ({ sample, onPick }: { sample: string | undefined; onPick(name: string): void }) => (
  <div class="view empty-event">
    <h2>No event yet</h2>
    <p class="hint">Paste an event, or choose a sample.</p>
    {sample && (
      <p>
        <button type="button" onClick={() => onPick(sample)}>
          Use the sample “{sample}”
        </button>
      </p>
    )}
  </div>
);
