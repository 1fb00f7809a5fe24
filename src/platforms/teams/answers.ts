import type { HttpReply } from '../../model/http.ts';
import { classifyStatus, type Outcome, type RejectReason } from '../../model/outcome.ts';

/** Error codes of Power Automate, at `error.code` of the reply. They are more precise than the status. */
const REFUSALS: [RejectReason, string[]][] = [
  ['gone', ['WorkflowTriggerIsNotEnabled', 'WorkflowNotFound', 'MissingApiVersionParameter']],
  ['payload', ['TriggerInputSchemaMismatch', 'InvalidRequestContent']],
  ['unauthorized', ['DirectApiAuthorizationRequired', 'MisMatchingOAuthClaims']],
];

/** A flow with its own response can report a failure with status 200, as connectors did. */
const FAILED = /^\s*(?:Webhook message delivery failed|\{\s*"error"\s*:\s*\{|\{\s*"status"\s*:\s*"failed")/i;

/** Reads the answer of a flow. */
export const classify = (reply: HttpReply): Outcome => {
  const outcome = classifyStatus(reply);
  const { status, body } = reply;
  if (outcome.kind === 'delivered' && FAILED.test(body)) {
    return { kind: 'retry', reason: 'unavailable', status, detail: 'the flow says that it failed' };
  }
  if (outcome.kind !== 'rejected') return outcome;
  const code = /"code"\s*:\s*"(\w{1,60})"/.exec(body)?.[1] ?? '';
  const refusal = REFUSALS.find(([, codes]) => codes.includes(code));
  return refusal ? { kind: 'rejected', reason: refusal[0], status, detail: code } : outcome;
};
