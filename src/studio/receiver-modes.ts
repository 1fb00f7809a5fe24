import type { Responder } from '../local/inbox.ts';
import type { Choice } from './api.ts';
import type { Fault, ReceiverMode } from './flow-api.ts';

type Words = Omit<Choice<string>, 'name'>;

const always =
  (answer: ReturnType<Responder>): Responder =>
  () =>
    answer;

/** How a receiver can behave, in the order in which the page offers it. */
export const RECEIVER_MODES: Readonly<Record<ReceiverMode, Words & { respond: Responder }>> = {
  ok: { label: 'Well', hint: 'It answers 200 at once.', respond: always({ status: 200, body: 'ok' }) },
  slow: {
    label: 'Slow',
    hint: 'It answers 200 after three seconds.',
    respond: always({ status: 200, body: 'ok', afterMs: 3000 }),
  },
  busy: {
    label: 'Busy',
    hint: 'It answers 429 and asks for 30 seconds: deliveries wait on the queue, and the target is left alone.',
    respond: always({ status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' }),
  },
  broken: {
    label: 'Broken',
    hint: 'It answers 500: deliveries are tried again after 5 seconds, 30 seconds, 2 minutes and so on.',
    respond: always({ status: 500, body: 'internal_error' }),
  },
  silent: {
    label: 'Silent',
    hint: 'It never answers: the try ends at its deadline, and the target is left alone for 30 seconds.',
    respond: always({ status: 200, silent: true }),
  },
  refusing: {
    label: 'Refusing',
    hint: 'It answers 400: the content is refused, so the delivery becomes a dead letter.',
    respond: always({ status: 400, body: 'invalid_payload' }),
  },
  gone: {
    label: 'Gone',
    hint: 'It answers 410: trying again would not help, so the delivery becomes a dead letter at once.',
    respond: always({ status: 410, body: 'channel_is_archived' }),
  },
};

/** What of AWS can fail. */
export const FAULTS: Readonly<Record<Fault, Words>> = {
  targets: {
    label: 'Parameter Store is down',
    hint: 'New containers cannot read the targets: events wait on a queue of their own and are routed once it is back.',
  },
  queue: {
    label: 'The queue takes nothing',
    hint: 'The router cannot hand deliveries over: events wait on a queue of their own until it can.',
  },
  ledger: {
    label: 'The ledger is down',
    hint: 'DynamoDB does not answer: deliveries go on all the same, and a copy of an event may arrive twice.',
  },
};
