import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { drawings } from '../../draw/index.ts';
import { show } from '../../draw/show.ts';
import { Json } from '../parts/json.tsx';
import type { Scheme } from '../state/theme.ts';

/** Whether the studio can draw the platform's messages. */
export const isDrawn = (platform: string | undefined): platform is string =>
  platform !== undefined && Object.hasOwn(drawings, platform);

/** A message as its platform shows it, in a shadow root; as JSON if it cannot be drawn. */
export const Message = ({ platform, body, scheme }: { platform: string; body: string; scheme: Scheme }) => {
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => {
    const drawing = drawings[platform];
    if (!host.current || !drawing) return;
    try {
      show(drawing, body, host.current, { scheme });
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, [platform, body, scheme]);
  return (
    <>
      <div ref={host} class="message" hidden={failed} />
      {failed && <Json value={JSON.parse(body)} label={`JSON for ${platform}`} />}
    </>
  );
};
