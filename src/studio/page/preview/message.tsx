import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { drawings } from '../../draw/index.ts';
import { show } from '../../draw/show.ts';
import { Json } from '../parts/json.tsx';
import type { Scheme } from '../state/theme.ts';

/** Whether the studio can draw the platform's messages. */
export const isDrawn = (platform: string | undefined): platform is string =>
  platform !== undefined && Object.hasOwn(drawings, platform);

/** A message as its platform shows it, in a shadow root; as JSON if it cannot be drawn. */
export const Message = ({
  platform,
  body,
  scheme,
  when,
}: {
  platform: string;
  body: string;
  scheme: Scheme;
  /** The time beside the sender's name. */
  when?: string | undefined;
}) => {
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => {
    const drawing = drawings[platform];
    if (!host.current || !drawing) return;
    try {
      show(drawing, body, host.current, { scheme, ...(when && { when }) });
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, [platform, body, scheme, when]);
  return (
    <>
      <div ref={host} class="message" hidden={failed} />
      {failed && <Json value={JSON.parse(body)} label={`JSON for ${platform}`} />}
    </>
  );
};
