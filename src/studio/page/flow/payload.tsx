import { useEffect, useState } from 'preact/hooks';
import type { FlowPayload } from '../../flow-api.ts';
import { Json } from '../parts/json.tsx';
import { isDrawn, Message } from '../preview/message.tsx';
import { call, wordsOf } from '../state/call.ts';
import type { Scheme } from '../state/theme.ts';

/** The message that a delivery brings. */
export const Payload = ({ id, scheme }: { id: string; scheme: Scheme }) => {
  const [payload, setPayload] = useState<FlowPayload>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    const given = new AbortController();
    call('GET /api/flow/payload', { id }, given.signal).then(setPayload, (error) => setTrouble(wordsOf(error)));
    return () => given.abort();
  }, [id]);
  if (!payload) return <p class="hint">{trouble ?? '…'}</p>;
  return isDrawn(payload.platform) ? (
    <Message platform={payload.platform} body={JSON.stringify(payload.payload)} scheme={scheme} />
  ) : (
    <Json value={payload.payload} label={`JSON for ${payload.target}`} />
  );
};
