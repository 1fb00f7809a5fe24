import type { Drawing } from '../../api.ts';
import { Copy } from '../parts/copy.tsx';
import { Folded } from '../parts/folded.tsx';
import { Json } from '../parts/json.tsx';
import type { Scheme } from '../state/theme.ts';
import { isDrawn, Message } from './message.tsx';
import { Meters } from './meters.tsx';

/** One platform's message, its sizes, and its JSON. */
export const PlatformCard = ({
  drawing,
  chat,
  scheme,
  at,
}: {
  drawing: Drawing;
  chat: boolean;
  scheme: Scheme;
  /** When the message is posted, in ISO 8601. */
  at: string;
}) => {
  const { platform, payload, reply, sizes, problem } = drawing;
  const drawn = isDrawn(platform);
  const json = () => JSON.stringify(payload, null, 2);
  return (
    <article class={`card ${drawn ? '' : 'wide'}`} aria-label={platform}>
      <header>
        <h3>{platform}</h3>
        <span class="tag">{chat ? 'chat' : 'machine'}</span>
        <span class="spring" />
        {payload !== undefined && <Copy text={json} what={`the JSON for ${platform}`} />}
      </header>
      {problem && <p class="problem">{problem}</p>}
      {payload !== undefined && drawn && (
        <Message platform={platform} body={JSON.stringify(payload)} scheme={scheme} at={at} />
      )}
      {reply !== undefined && drawn && (
        <section class="as-reply" aria-label={`Reply of ${platform}`}>
          <h4>As a reply</h4>
          <Message platform={platform} body={JSON.stringify(reply)} scheme={scheme} at={at} />
        </section>
      )}
      {payload !== undefined && !drawn && <Json value={payload} label={`JSON for ${platform}`} />}
      <Meters sizes={sizes} />
      {payload !== undefined && drawn && (
        <Folded title="Message JSON">{() => <Json value={payload} label={`JSON for ${platform}`} />}</Folded>
      )}
    </article>
  );
};
