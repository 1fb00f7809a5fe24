import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { drawings } from '../../draw/index.ts';
import { show } from '../../draw/show.ts';
import { Copy } from '../parts/copy.tsx';
import { Json } from '../parts/json.tsx';
import type { Scheme } from '../state/theme.ts';

/** Whether the studio can draw the platform's messages. */
export const isDrawn = (platform: string | undefined): platform is string =>
  platform !== undefined && Object.hasOwn(drawings, platform);

/** Fewer links in a message need no button to skip them. */
const MIN_SKIPPED = 3;

/** The address of the link that was clicked. A link is not followed: the addresses of a sample do not exist. */
const LinkNote = ({ address, onClose }: { address: string; onClose(): void }) => (
  <p class="link-note" role="status">
    <span>
      In the chat, this link opens <code>{address}</code>. Addresses in samples do not exist.
    </span>
    <Copy text={() => address} what="the address" />
    <a href={address} target="_blank" rel="noreferrer">
      Open anyway
    </a>
    <button type="button" class="quiet small" onClick={onClose}>
      Close
    </button>
  </p>
);

const linkOf = (event: Event): HTMLAnchorElement | undefined =>
  event.composedPath().find((part): part is HTMLAnchorElement => part instanceof HTMLAnchorElement && part.href !== '');

/** A message as its platform shows it, in a shadow root; as JSON if it cannot be drawn. */
export const Message = ({
  platform,
  body,
  scheme,
  at,
}: {
  platform: string;
  body: string;
  scheme: Scheme;
  /** When the message was posted, in ISO 8601. */
  at?: string | undefined;
}) => {
  const host = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLSpanElement>(null);
  const [failed, setFailed] = useState(false);
  const [links, setLinks] = useState(0);
  const [address, setAddress] = useState<string>();
  useLayoutEffect(() => {
    const drawing = drawings[platform];
    if (!host.current || !drawing) return;
    try {
      show(drawing, body, host.current, { scheme, open: setAddress, ...(at && { at }) });
      setLinks(host.current.shadowRoot?.querySelectorAll('a, button').length ?? 0);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, [platform, body, scheme, at]);
  useEffect(() => {
    const element = host.current;
    const intercept = (event: Event) => {
      const link = linkOf(event);
      if (!link) return;
      event.preventDefault();
      setAddress(link.href);
    };
    element?.addEventListener('click', intercept);
    return () => element?.removeEventListener('click', intercept);
  }, []);
  return (
    <div class="message-frame">
      {links >= MIN_SKIPPED && (
        <button type="button" class="skip-inline" onClick={() => end.current?.focus()}>
          Skip {links} links of this message
        </button>
      )}
      <div ref={host} class="message" hidden={failed} />
      {failed && <Json value={JSON.parse(body)} label={`JSON for ${platform}`} />}
      <span ref={end} tabIndex={-1} />
      {address && <LinkNote address={address} onClose={() => setAddress(undefined)} />}
    </div>
  );
};
