import type { Responder } from '../local/inbox.ts';
import type { Choice } from './api.ts';
import type { Fault, ReceiverMode } from './flow-api.ts';

type Texts = Omit<Choice<string>, 'name'>;

const always =
  (answer: ReturnType<Responder>): Responder =>
  () =>
    answer;

/** The modes of a receiver, in the order of the page. */
export const RECEIVER_MODES: Readonly<Record<ReceiverMode, Texts & { respond: Responder }>> = {
  ok: { label: 'Healthy', hint: 'Answers 200 at once.', respond: always({ status: 200, body: 'ok' }) },
  slow: {
    label: 'Slow',
    hint: 'Answers 200 after three seconds.',
    respond: always({ status: 200, body: 'ok', afterMs: 3000 }),
  },
  busy: {
    label: 'Busy (429)',
    hint: 'Answers 429 with Retry-After: 30. The target is paused for that time, and its deliveries wait on the queue.',
    respond: always({ status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' }),
  },
  broken: {
    label: 'Broken (500)',
    hint: 'Answers 500. The next attempts follow after 5 s, 30 s, 2 min and then every 5 min, for ten hours.',
    respond: always({ status: 500, body: 'internal_error' }),
  },
  silent: {
    label: 'Silent',
    hint: 'Accepts the connection and never answers. The attempt ends after 10 to 15 s, and is made again.',
    respond: always({ status: 200, silent: true }),
  },
  refusing: {
    label: 'Rejects (400)',
    hint: 'Answers 400, because the content is invalid. A retry cannot help: the delivery becomes a dead letter.',
    respond: always({ status: 400, body: 'invalid_payload' }),
  },
  gone: {
    label: 'Gone (410)',
    hint: 'Answers 410, because the channel was deleted. A retry cannot help: the delivery becomes a dead letter.',
    respond: always({ status: 410, body: 'channel_is_archived' }),
  },
};

/** The AWS services that can be made to fail. */
export const FAULTS: Readonly<Record<Fault, Texts>> = {
  targets: {
    label: 'Parameter Store fails',
    hint: 'New containers cannot read the targets. Events wait on the unrouted queue until they can.',
  },
  queue: {
    label: 'SQS fails',
    hint: 'The router cannot enqueue deliveries. Events wait on the unrouted queue until it can.',
  },
  ledger: {
    label: 'DynamoDB fails',
    hint: 'The ledger is unavailable. Deliveries continue, and a duplicate event may be delivered twice.',
  },
};
