import { Writable } from 'node:stream';
import { CliError, PromptCancelled } from '../../src/cli/errors.ts';
import { runCli } from '../../src/cli/program.ts';
import type { Checkout } from '../../src/cli/terminal/checkout.ts';
import type { Io } from '../../src/cli/terminal/io.ts';
import type { Choice, Prompts } from '../../src/cli/terminal/prompts.ts';
import type { Queue } from '../../src/dead-letters/queues.ts';
import { createLocalAws, type LocalAws } from '../../src/local/aws.ts';
import { type Clock, frozenClock } from '../../src/local/clock.ts';
import type { Attribute, LocalQueue } from '../../src/local/queue-message.ts';
import type { Delivery } from '../../src/model/delivery.ts';
import type { HttpReply, HttpRequest, Send } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { queueNames } from '../../src/model/stack.ts';
import { aDelivery, NOW } from '../support/batch.ts';
import { parametersOf, UNREADABLE } from './fake-parameters.ts';
import { aStack, CALLER_XML } from './fake-stack.ts';
import { callOptionsOf, type Stage, stageCall } from './fake-stage.ts';

type Operation = 'receive' | 'hide' | 'delete' | 'send';

/** Decides whether a call fails: before it has any effect (`refused`), or after it (`unheard`). Calls count from 1. */
export type Fault = (operation: Operation, nth: number, queue: string) => 'refused' | 'unheard' | undefined;

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface World {
  readonly clock: Clock;
  readonly aws: LocalAws;
  /** Every call so far, such as `send deliveries`. */
  readonly calls: string[];
  fault: Fault;
  /** Runs at each wait, once its time has passed. */
  onSleep: () => Promise<void>;
  /** Runs before each call. */
  onCall: (call: string) => void;
  /** The default answer at the terminal; `undefined` without a terminal. */
  answer: string | undefined;
  /** Is stderr a terminal? */
  terminal: boolean;
  readonly questions: string[];
  /** What was wrong with answers that a question refused. */
  readonly refusals: string[];
  /** The answers to the first questions, before {@link World.answer} is used. */
  answers: string[];
  /** Parameter Store: values by full name. */
  readonly parameters: Map<string, string>;
  /** The topics of the account, by ARN, and what was published on them. */
  readonly topics: Map<string, { text: string; subject?: string | undefined }[]>;
  /** Where each command worked, which it wrote to standard error before everything else. */
  readonly places: string[];
  /** What AWS answers to whoever looks at the stack. */
  readonly stage: Stage;
  /** Files by name; `-` is standard input. */
  readonly files: Map<string, string>;
  /** What the user does in the editor, one after the other, and the texts that it showed. */
  edits: ((text: string) => string)[];
  readonly edited: string[];
  /** The Region that the environment names. */
  region: string | undefined;
  /** The checkout in the working directory. */
  checkout: Checkout | undefined;
  /** What left for a target, and what it answers. */
  readonly sent: HttpRequest[];
  reply: HttpReply | Outcome;
  /** Answers instead of {@link World.reply}. */
  receiver: Send | undefined;
  readonly stop: AbortController;
  /** `stderr` of the result is without the line of {@link World.places}. */
  run(...args: string[]): Promise<Result>;
}

const collector = () => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
};

const textOf = (attributes: Readonly<Record<string, Attribute>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]));

/** The stacks that exist, unless a test changes the answer. */
const STACKS = ['pipebell-prod', `pipebell-${UNREADABLE}`];

/** The line that says where a command works. */
const PLACE = /^(pipebell-\S+ in .+ \/ \S+(?:, not checked)?)\n([\s\S]*)$/;

const YES = /^y(es)?$/i;

/**
 * Answers each question with the next of {@link World.answers}, else with {@link World.answer}. An answer that the
 * question refuses is followed by the next one, as at a terminal. `^C` cancels.
 */
const promptsOf = (world: Pick<World, 'questions' | 'answers' | 'answer' | 'refusals'>): Prompts => {
  const next = (): string => {
    const answer = world.answers.shift() ?? world.answer ?? '';
    if (answer === '^C') throw new PromptCancelled('Ctrl-C');
    return answer;
  };
  const valid: Prompts['password'] = async (question, { validate } = {}) => {
    world.questions.push(question);
    for (;;) {
      const isLast = world.answers.length === 0;
      const answer = next().trim();
      const problem = validate?.(answer);
      if (problem === undefined) return answer;
      world.refusals.push(problem);
      if (isLast) throw new Error(`no answer is left after the refusal: ${problem}`);
    }
  };
  const chosen = (answer: string, choices: readonly Choice[]): string => {
    if (choices.some(({ value }) => value === answer)) return answer;
    throw new Error(`${answer} is none of ${choices.map(({ value }) => value).join(', ')}`);
  };
  return {
    text: async (question, { initialValue, ...options } = {}) =>
      (await valid(question, {
        ...options,
        validate: (answer) => options.validate?.(answer || (initialValue ?? '')),
      })) ||
      (initialValue ?? ''),
    password: valid,
    async select(question, choices, initial) {
      world.questions.push(question);
      return chosen(next() || (initial ?? choices[0]?.value ?? ''), choices);
    },
    async multiselect(question, choices, initial) {
      world.questions.push(question);
      const answer = next();
      return answer === '' ? [...initial] : answer.split(' ').map((each) => chosen(each, choices));
    },
    async confirm(question, { initialValue }) {
      world.questions.push(question);
      const text = next();
      return text === '' ? initialValue : YES.test(text);
    },
  };
};

/** Stage `prod` in memory, where no wait takes time. */
export const openWorld = ({ clock = frozenClock(NOW), aws = createLocalAws(clock) } = {}): World => {
  const { deliveries, deadLetters, unrouted } = aws;
  const queues = { deliveries, deadLetters, unrouted };

  const portOf = (name: string, queue: LocalQueue): Queue => {
    const queueName = queue.name.replace('.fifo', '');
    const call = async <Output>(operation: Operation, effect: () => Output): Promise<Output> => {
      world.calls.push(`${operation} ${queueName}`);
      world.onCall(`${operation} ${queueName}`);
      const nth = world.calls.filter((each) => each.startsWith(operation)).length;
      const fault = world.fault(operation, nth, queueName);
      if (fault === 'refused') throw new CliError(`${operation} on ${queueName}: refused`);
      const output = effect();
      if (fault === 'unheard') throw new CliError(`${operation} on ${queueName}: no answer`);
      return output;
    };
    return {
      name,
      receive: (max, hideSeconds) =>
        call('receive', () =>
          queue.receive(max).map(({ messageId, receiptHandle = '', body, attributes, sentAt }) => {
            queue.changeVisibility(receiptHandle, hideSeconds);
            return { id: messageId, receipt: receiptHandle, body, attributes: textOf(attributes), sentAt };
          }),
        ),
      hide: (receipts, seconds) =>
        call('hide', () => receipts.map((receipt) => queue.changeVisibility(receipt, seconds))),
      delete: (receipt) => call('delete', () => void queue.delete(receipt)),
      send: (body, fifo) => call('send', () => void queue.send(body, { ...fifo })),
    };
  };

  const world: World = {
    clock,
    aws,
    calls: [],
    fault: () => undefined,
    onSleep: async () => {},
    onCall: () => {},
    answer: undefined,
    terminal: false,
    questions: [],
    refusals: [],
    answers: [],
    parameters: new Map(),
    topics: new Map(),
    places: [],
    stage: {
      answers: {
        'cloudformation DescribeStacks': ({ StackName }) =>
          STACKS.includes(StackName ?? '') ? { Stacks: [aStack()] } : 'ValidationError',
      },
      calls: { 'sts GetCallerIdentity': () => CALLER_XML },
      asked: [],
    },
    files: new Map(),
    edits: [],
    edited: [],
    region: 'eu-central-1',
    checkout: undefined,
    sent: [],
    reply: { status: 200, body: 'ok' },
    receiver: undefined,
    stop: new AbortController(),
    async run(...args) {
      const [stdout, stderr] = [collector(), collector()];
      const io: Io = {
        stdout: stdout.stream,
        stderr: Object.assign(stderr.stream, { isTTY: world.terminal }),
        interactive: world.answer !== undefined,
        prompts: promptsOf(world),
        readInput: async (file) => {
          const text = world.files.get(file);
          if (text === undefined) throw Object.assign(new Error(`no ${file}`), { code: 'ENOENT' });
          return text;
        },
        listFolder: async (path) => {
          const folder = `${path.replace(/\/$/, '')}/`;
          const names = [...world.files.keys()].filter((file) => file.startsWith(folder));
          if (names.length > 0) return names.map((file) => file.slice(folder.length));
          throw Object.assign(new Error(`no folder ${path}`), { code: world.files.has(path) ? 'ENOTDIR' : 'ENOENT' });
        },
        edit: async (text) => {
          world.edited.push(text);
          const edit = world.edits.shift();
          if (!edit) throw new Error('no edit is left');
          return edit(text);
        },
        writeNew: async (file, text) => {
          if (world.files.has(file)) throw Object.assign(new Error(`${file} exists`), { code: 'EEXIST' });
          world.files.set(file, text);
        },
        parameters: async () => parametersOf(world),
        topics: async () => ({
          find: async (name) => [...world.topics.keys()].find((arn) => arn.endsWith(`:${name}`)),
          async publish(arn, text, subject) {
            const messages = world.topics.get(arn);
            if (!messages) throw new CliError(`Publish on ${arn.split(':').at(-1)}: NotFound`);
            return `message-${messages.push({ text, subject })}`;
          },
        }),
        aws: async () => stageCall(world.stage),
        callOptions: async () => callOptionsOf(world.stage),
        region: ({ region }) => region ?? world.region,
        checkout: async () => world.checkout,
        sender:
          ({ keep = [] }) =>
          async (request) => {
            world.sent.push(request);
            const reply = world.receiver ? await world.receiver(request) : world.reply;
            if ('kind' in reply || !reply.headers) return reply;
            const headers = Object.entries(reply.headers).filter(([name]) => keep.includes(name));
            return { ...reply, headers: Object.fromEntries(headers) };
          },
        now: clock.now,
        sleep: async (ms) => {
          await clock.until(new Date(clock.now().getTime() + ms));
          await world.onSleep();
        },
        signal: world.stop.signal,
        queues: async () => async (name) => {
          const names = Object.entries(queueNames('prod')) as [keyof typeof queues, string][];
          const [key] = names.find(([, each]) => each === name) ?? [];
          if (key) return portOf(name, queues[key]);
          throw new CliError(`no queue ${name}`);
        },
      };
      const code = await runCli(args, io);
      const [, place, rest = ''] = PLACE.exec(stderr.text()) ?? [undefined, undefined, stderr.text()];
      if (place !== undefined) world.places.push(place);
      return { code, stdout: stdout.text(), stderr: rest };
    },
  };
  return world;
};

const PATH = '/pipebell/prod/targets';

/** Puts a target into the world's Parameter Store: an object, or a text. */
export const addTarget = ({ parameters }: Pick<World, 'parameters'>, name: string, target: object | string): void =>
  void parameters.set(`${PATH}/${name}`, typeof target === 'string' ? target : JSON.stringify(target));

/** Reads a target from the world's Parameter Store. */
export const targetOf = ({ parameters }: Pick<World, 'parameters'>, name: string): unknown =>
  JSON.parse(parameters.get(`${PATH}/${name}`) ?? 'null');

/** Puts a delivery among the dead letters, as the deliverer does. */
export const bury = (
  { aws, clock }: Pick<World, 'aws' | 'clock'>,
  delivery: Delivery,
  reason = 'gone',
  attributes: Record<string, string> = {},
): string => {
  const facts = {
    reason,
    target: delivery.target,
    deliveryId: delivery.id,
    eventId: delivery.notification.id,
    attempts: '3',
    lastStatus: '410',
    firstSeen: clock.now().toISOString(),
    ...attributes,
  };
  const written = Object.entries(facts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  return aws.deadLetters.send(JSON.stringify(delivery), { attributes: Object.fromEntries(written) });
};

/** Adds one dead letter per reason, each of another event, one second apart. */
export const buryAll = async (world: World, reasons: readonly string[], target = 'team'): Promise<Delivery[]> => {
  const deliveries: Delivery[] = [];
  for (const [at, reason] of reasons.entries()) {
    const delivery = aDelivery(target, { id: `event-${target}-${at}` });
    bury(world, delivery, reason);
    deliveries.push(delivery);
    await world.clock.until(new Date(world.clock.now().getTime() + 1000));
  }
  return deliveries;
};

/** A pipeline's event as EventBridge sends it, with a URL and a secret that must not be printed. */
export const anEvent = (id = 'event-1') => ({
  id,
  source: 'aws.codepipeline',
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  detail: { pipeline: 'web', state: 'FAILED', note: 'https://canary.example/secret' },
});

export const anEnvelope = (message: unknown) => ({
  Type: 'Notification',
  MessageId: 'sns-1',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:pipebell-local',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: NOW.toISOString(),
});

/** Are all messages where anybody can receive them? */
export const allVisible = (queue: LocalQueue, now: Date): boolean =>
  queue.messages.every(({ visibleAt }) => visibleAt <= now);

/** The delivery ids that lie on a queue. */
export const idsOn = (queue: LocalQueue): string[] => queue.messages.map(({ body }) => JSON.parse(body).id);
