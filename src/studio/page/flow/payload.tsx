import { useEffect, useState } from 'preact/hooks';
import type { FlowPayload } from '../../flow-api.ts';
import { Json } from '../parts/json.tsx';
import { isDrawn, Message } from '../preview/message.tsx';
import { call, messageOf } from '../state/call.ts';
import type { Scheme } from '../state/theme.ts';

/** The message of a delivery. */
export const Payload = ({
  id,
  scheme,
  at,
}: {
  id: string;
  scheme: Scheme;
  /** When it was delivered, in ISO 8601. */
  at: string | undefined;
}) => {
  const [payload, setPayload] = useState<FlowPayload>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const aborted = new AbortController();
    call('GET /api/flow/payload', { id }, aborted.signal).then(setPayload, (error) => setProblem(messageOf(error)));
    return () => aborted.abort();
  }, [id]);
  if (!payload) return <p class="hint">{problem ?? '…'}</p>;
  return isDrawn(payload.platform) ? (
    <Message platform={payload.platform} body={JSON.stringify(payload.payload)} scheme={scheme} at={at} />
  ) : (
    <Json value={payload.payload} label={`JSON for ${payload.target}`} />
  );
};
