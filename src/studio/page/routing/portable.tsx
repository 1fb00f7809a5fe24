import type { TargetView } from '../../target-api.ts';
import { Copy } from '../parts/copy.tsx';
import { Folded } from '../parts/folded.tsx';
import { Json } from '../parts/json.tsx';
import { jsonOf } from './export.ts';

/** How to take a target to a stage: its command and its JSON, to copy and to read. */
export const Portable = ({ view }: { view: TargetView }) => {
  const { name, portable } = view;
  if (!portable) {
    return (
      <Folded title="JSON (secrets masked)">{() => <Json value={view.target} label={`JSON of ${name}`} />}</Folded>
    );
  }
  const { command, notes, json, parameters } = portable;
  return (
    <div class="portable">
      <div class="portable-buttons">
        {command && <Copy label="Copy as command" what={`of ${name}`} text={() => command} />}
        <Copy label="Copy as JSON" what={`of ${name}`} text={() => jsonOf(view)} />
      </div>
      <Folded title="Command and JSON">
        {() => (
          <>
            {command ? (
              <pre class="command">{command}</pre>
            ) : (
              <p class="hint small">The stage has this target as it is here.</p>
            )}
            {notes.map((note) => (
              <p key={note} class="hint small">
                {note}
              </p>
            ))}
            {parameters.length > 0 && (
              <p class="hint small">
                The JSON holds no secret. Store the secrets in Parameter Store before you use it:{' '}
                {parameters.join(', ')}.
              </p>
            )}
            <Json value={json} label={`JSON of ${name}`} />
          </>
        )}
      </Folded>
    </div>
  );
};
