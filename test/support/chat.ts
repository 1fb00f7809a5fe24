import type { Conversation, Drawing, StepKind, Thread } from '../../src/model/conversation.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';

/** A message as the channel holds it. */
export interface ChatMessage {
  readonly receipt: string;
  /** Receipt of the root, for a reply. */
  readonly root: string | undefined;
  /** The delivery that posted it. */
  readonly delivery: string;
  readonly broadcast: boolean;
  readonly drawing: Drawing;
  readonly updates: number;
  readonly isDeleted: boolean;
}

interface Call {
  readonly step: StepKind | 'find' | 'link';
  readonly root?: string;
  readonly broadcast?: boolean;
  readonly delivery: string;
  readonly drawing?: Drawing;
}

type Trouble = HttpReply | Outcome;

/**
 * A chat platform in memory, for the logic of conversations: messages, threads, edits and deletions. It has no limits and
 * no errors but those that a test asks for.
 */
export const openChat = (thread: Exclude<Thread, 'off'> = 'incident') => {
  const messages = new Map<string, ChatMessage>();
  const calls: Call[] = [];
  /** Answers of the next calls of a step: `lost` does what was asked and gives no answer. */
  const troubles: { step: Call['step']; answer: Trouble | 'lost' | (() => Promise<void>) }[] = [];

  const ok = (receipt?: string): HttpReply => ({ status: 200, body: receipt ?? '' });

  const act = ({ step, root, broadcast = false, delivery, drawing }: Call): HttpReply => {
    if (step === 'find') {
      const found = [...messages.values()].find((each) => each.delivery === delivery && each.root === root);
      return ok(found?.receipt);
    }
    if (step === 'link') return ok(`https://chat.example/${root}`);
    const target = root === undefined ? undefined : messages.get(root);
    if (root !== undefined && (!target || target.isDeleted)) return { status: 404, body: 'dead' };
    if (step === 'update' && target && drawing) {
      messages.set(target.receipt, { ...target, drawing, updates: target.updates + 1 });
      return ok();
    }
    const receipt = `m${messages.size + 1}`;
    const posted = { receipt, root, delivery, broadcast, drawing: drawing as Drawing, updates: 0, isDeleted: false };
    messages.set(receipt, posted);
    return ok(receipt);
  };

  const send = async ({ body }: HttpRequest): Promise<HttpReply | Outcome> => {
    const call: Call = JSON.parse(body);
    calls.push(call);
    const at = troubles.findIndex(({ step }) => step === call.step);
    const [trouble] = at < 0 ? [] : troubles.splice(at, 1);
    if (!trouble) return act(call);
    if (trouble.answer === 'lost') {
      act(call);
      return { kind: 'retry', reason: 'timeout' };
    }
    if (typeof trouble.answer !== 'function') return trouble.answer;
    await trouble.answer();
    return act(call);
  };

  const requestOf = (call: Call): HttpRequest => ({
    url: 'https://chat.example/',
    headers: {},
    body: JSON.stringify(call),
    timeoutMs: 5000,
  });

  const classify = ({ status, body }: HttpReply): Outcome | { kind: 'dead' } => {
    if (status === 404) return { kind: 'dead' };
    if (status === 429) return { kind: 'retry', reason: 'throttled', status };
    return { kind: 'delivered', status, ...(body && { receipt: body }) };
  };

  const conversation: Conversation = {
    thread,
    request: ({ kind, ...step }, drawing, { id }) => requestOf({ step: kind, ...step, delivery: id, drawing }),
    classify: (_, reply) => classify(reply),
    find: {
      request: ({ delivery, root }) => requestOf({ step: 'find', delivery, ...(root && { root }) }),
      read: ({ body }) => (body ? { receipt: body } : 'absent'),
    },
  };

  const link: Conversation['link'] = {
    request: (receipt) => requestOf({ step: 'link', root: receipt, delivery: '' }),
    read: ({ body }) => body,
  };

  return {
    conversation: thread === 'run' ? { ...conversation, link } : conversation,
    send,
    calls,
    steps: () => calls.map(({ step }) => step),
    messages: () => [...messages.values()],
    roots: () => [...messages.values()].filter(({ root, isDeleted }) => root === undefined && !isDeleted),
    replies: () => [...messages.values()].filter(({ root }) => root !== undefined),
    trouble: (step: Call['step'], answer: Trouble | 'lost' | (() => Promise<void>)) =>
      void troubles.push({ step, answer }),
    remove(receipt: string) {
      const message = messages.get(receipt);
      if (message) messages.set(receipt, { ...message, isDeleted: true });
    },
  };
};
