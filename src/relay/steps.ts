import type { Conversation, ConversationStep, Drawing, StepOutcome } from '../model/conversation.ts';
import type { Send } from '../model/http.ts';
import type { Outcome } from '../model/outcome.ts';

export interface StepPorts {
  send: Send;
  now(): Date;
}

/** The result of one step after its remedy and its plain form. */
export type Done = Outcome | { readonly kind: 'dead'; readonly detail?: string };

const exchange = async (
  conversation: Conversation,
  step: ConversationStep,
  drawing: Drawing,
  id: string,
  { send, now }: StepPorts,
): Promise<StepOutcome> => {
  const reply = await send(conversation.request(step, drawing, { id, now: now() }));
  return 'kind' in reply ? reply : conversation.classify(step.kind, reply);
};

/**
 * Takes one step: one request, a second one after the remedy that the platform names, and one in the plain form if the
 * platform refuses the content.
 */
export const takeStep = async (
  conversation: Conversation,
  step: ConversationStep,
  drawing: Drawing,
  id: string,
  ports: StepPorts,
): Promise<Done> => {
  let outcome = await exchange(conversation, step, drawing, id, ports);
  if (outcome.kind === 'remedy') {
    const { request, otherwise } = outcome;
    const reply = await ports.send(request);
    if ('kind' in reply && reply.kind === 'retry') return reply;
    const again = await exchange(conversation, step, drawing, id, ports);
    outcome = again.kind === 'remedy' ? otherwise : again;
  }
  if (outcome.kind !== 'rejected' || outcome.reason !== 'payload' || drawing.plain) return outcome;
  const plain = await exchange(conversation, step, { ...drawing, plain: true }, id, ports);
  return plain.kind === 'remedy' ? plain.otherwise : plain;
};

/**
 * Asks whether a message exists whose answer may have been lost.
 * @param since the message is not older.
 * @returns its receipt; `absent` if it is to be posted; an outcome if the question must be asked again.
 */
export const lookUp = async (
  { find }: Conversation,
  delivery: string,
  root: string | undefined,
  since: Date,
  { send }: StepPorts,
): Promise<{ readonly receipt: string } | 'absent' | Outcome> => {
  if (!find) return 'absent';
  const search = { delivery, root, since };
  const reply = await send(find.request(search));
  if ('kind' in reply) return reply.kind === 'retry' ? reply : 'absent';
  const found = find.read(reply, search);
  if (found === 'busy') return { kind: 'retry', reason: 'unavailable', status: reply.status };
  if (found !== 'unknown') return found;
  // A platform that is busy or down answers later. One that refuses the question does so every time.
  return reply.status === 429 || reply.status >= 500
    ? { kind: 'retry', reason: reply.status === 429 ? 'throttled' : 'unavailable', status: reply.status }
    : 'absent';
};
