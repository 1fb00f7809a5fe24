import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { type Draft, formatted, problemIn } from './draft.ts';

const numbersBetween = (first: number, last: number): string =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => `${first + at}\n`).join('');

/** The numbers of all lines. The line with the error is marked. */
const LineNumbers = ({ count, wrong }: { count: number; wrong: number | undefined }) => (
  <>
    {numbersBetween(1, wrong === undefined ? count : wrong - 1)}
    {wrong !== undefined && <b>{wrong}</b>}
    {wrong !== undefined && `\n${numbersBetween(wrong + 1, count)}`}
  </>
);

interface Props {
  draft: Draft;
  /** Share of the height, in percent. */
  share: number;
  onEdit(draft: Draft): void;
  onReset(): void;
}

/** A text area with line numbers, which holds the event. Long lines scroll, so that each has one number. */
export const Editor = ({ draft, share, onEdit, onReset }: Props) => {
  const id = useId();
  const lines = useRef<HTMLPreElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const problem = problemIn(draft.text);
  const write = (text: string) => onEdit({ ...draft, text, edited: true });
  // The numbers are moved instead of scrolled: a scroll is animated and ends at the height of its own content.
  const follow = () => {
    if (lines.current) lines.current.style.transform = `translateY(${-(box.current?.scrollTop ?? 0)}px)`;
  };
  useEffect(() => box.current?.scrollTo({ top: 0, left: 0, behavior: 'instant' }), [draft.sample]);
  useLayoutEffect(follow);
  return (
    <section class="editor" aria-label="Editor" id="event-editor" style={{ flexGrow: share }}>
      <div class="editor-head">
        <label for={id}>
          Event
          {draft.edited && <span class="tag">edited</span>}
        </label>
        <span class="spring" />
        <button type="button" class="quiet small" disabled={draft.text === ''} onClick={() => write('')}>
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
        <div class="gutter" aria-hidden="true">
          <pre ref={lines}>
            <LineNumbers count={draft.text.split('\n').length} wrong={problem?.line} />
          </pre>
        </div>
        <textarea
          id={id}
          ref={box}
          value={draft.text}
          wrap="off"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder="Paste an event, or any text"
          aria-invalid={Boolean(problem)}
          aria-describedby={`${id}-problem`}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onScroll={follow}
        />
      </div>
      <p id={`${id}-problem`} class="problem small" role="status">
        {problem && `Line ${problem.line}: ${problem.text}. The event is treated as plain text.`}
      </p>
    </section>
  );
};
