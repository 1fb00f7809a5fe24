import { useEffect, useId, useRef } from 'preact/hooks';
import { type Draft, formatted, problemIn } from './draft.ts';

const numbers = (text: string): string =>
  text
    .split('\n')
    .map((_, at) => at + 1)
    .join('\n');

/** A text area with line numbers, which holds the event. */
export const Editor = ({ draft, onEdit, onReset }: { draft: Draft; onEdit(draft: Draft): void; onReset(): void }) => {
  const id = useId();
  const lines = useRef<HTMLPreElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const problem = problemIn(draft.text);
  const write = (text: string) => onEdit({ ...draft, text, edited: true });
  useEffect(() => box.current?.scrollTo(0, 0), [draft.sample]);
  return (
    <section class="editor" aria-label="Editor">
      <div class="editor-head">
        <label for={id}>
          Event
          {draft.edited && <span class="tag">edited</span>}
        </label>
        <span class="spring" />
        <button type="button" class="quiet small" onClick={() => write('')}>
          Clear
        </button>
        <button
          type="button"
          class="quiet small"
          disabled={formatted(draft.text) === draft.text}
          onClick={() => write(formatted(draft.text))}
        >
          Format
        </button>
        <button type="button" class="quiet small" disabled={!draft.edited || !draft.sample} onClick={onReset}>
          Undo
        </button>
      </div>
      <div class={`editor-box ${problem ? 'wrong' : ''}`}>
        <pre ref={lines} aria-hidden="true">
          {numbers(draft.text)}
        </pre>
        <textarea
          id={id}
          ref={box}
          value={draft.text}
          wrap="off"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder="Paste an EventBridge event, an SNS message or any text"
          aria-invalid={Boolean(problem)}
          aria-describedby={`${id}-problem`}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onScroll={({ currentTarget }) => lines.current?.scrollTo(0, currentTarget.scrollTop)}
        />
      </div>
      <p id={`${id}-problem`} class="problem small" role="status">
        {problem &&
          `${problem.line ? `Line ${problem.line}: ` : ''}${problem.text}. The event is treated as plain text.`}
      </p>
    </section>
  );
};
