/** A string, with its colon if it is a key, a literal or a number. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const tokens = (text: string) => {
  const parts: (string | { kind: string; text: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, match.index));
    const [whole, quoted, colon] = match;
    if (quoted) parts.push({ kind: colon ? 'key' : 'string', text: quoted }, colon ?? '');
    else parts.push({ kind: 'literal', text: whole });
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
};

/** JSON with coloured keys and values. */
export const Json = ({ value, label }: { value: unknown; label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling element must be focusable.
  <section class="json" tabIndex={0} aria-label={label}>
    <pre>
      {tokens(JSON.stringify(value, null, 2)).map((part, at) =>
        typeof part === 'string' ? (
          part
        ) : (
          <span key={at} class={`json-${part.kind}`}>
            {part.text}
          </span>
        ),
      )}
    </pre>
  </section>
);
