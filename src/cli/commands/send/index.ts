import { type Command, InvalidArgumentError } from 'commander';
import { stoppedBy } from '../../../relay/route.ts';
import { notificationOf } from '../../../samples/notification.ts';
import { sampleIn } from '../../../samples/place.ts';
import { byteLength, cleanLine } from '../../../text/clean.ts';
import { parseJson } from '../../../text/json.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { topicName } from '../../aws/topics.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { type CliEvent, EVENT_HELP, readEvent } from '../../event.ts';
import { between, type StageOptions, topicArn, withAccount, withoutDefaultStage } from '../../options.ts';
import { openToSend, reportOutcome, sendDirect } from '../../send-direct.ts';
import { requireStack } from '../../stack.ts';
import { pipebell } from '../../suggest.ts';
import { isUsableName, targetJson } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { waitForOutcomes } from './wait.ts';

const HELP = `${EVENT_HELP}

The relay routes an event that is published on the topic as if AWS had sent it. With --to the event goes from this
machine to one target, whatever its filters, and to no other. --wait reads the functions' logs until each target that
gets the event has an outcome: delivered, rejected, or waiting for a retry.

Exit codes: 0 published, accepted or, with --wait, delivered; 1 not; 2 wrong usage; 3 with --wait: a delivery waits or was
rejected, or the event did not arrive.

Examples:
  npx pipebell send approval --stage prod
  npx pipebell send failed --stage prod --wait
  npx pipebell send event.json --stage prod --to team-web
  npx pipebell send failed --topic-arn arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events`;

/** SNS's limit for a message, in bytes of UTF-8. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_TEXT_BYTES = 256 * 1024;

/** SNS's limit for a subject, in ASCII characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_CHARS = 100;

/** CloudWatch shows a line of a log some seconds after it was written. */
const DEFAULT_WAIT_SECONDS = 60;

interface Options extends Partial<StageOptions> {
  readonly topicArn?: string;
  readonly to?: string;
  /** Upper bound in seconds. */
  readonly wait?: number;
  readonly json?: boolean;
}

const subjectOf = ({ subject }: CliEvent): string | undefined =>
  subject && (cleanLine(subject.replace(/[^\x20-\x7e]/g, ''), MAX_SUBJECT_CHARS).replace('…', '') || undefined);

const publish = async (event: CliEvent, options: Options, io: Io): Promise<number> => {
  const { stage, json, wait } = options;
  if (byteLength(event.text) > MAX_TEXT_BYTES)
    throw new CliError(`the event is over ${MAX_TEXT_BYTES} bytes, the limit of SNS`);
  const stack = stage === undefined ? undefined : await requireStack({ ...options, stage }, io);
  const topics = await io.topics(options);
  const arn = options.topicArn ?? stack?.topicArn ?? (await topics.find(topicName(stage ?? '')));
  if (!arn) {
    throw new CliError(
      `no topic ${topicName(stage ?? '')}: check --stage, --region and --profile, or pass --topic-arn (the stack’s output TopicArn)`,
    );
  }
  const subject = subjectOf(event);
  const [, , , region = '', account = '', topic] = arn.split(':');
  const text = event.isSample ? sampleIn(event.text, { account, region }) : event.text;
  const messageId = await topics.publish(arn, text, subject);
  // The router's id of the event, which history and why accept.
  const message = { text, ...(subject !== undefined && { subject }) };
  const { id: eventId } = await notificationOf(message, io.now(), messageId);
  const document = { topic, messageId, eventId };
  if (json && !wait) writeJson(document, io.stdout);
  if (!json) io.stdout.write(`published on ${topic} in ${account} / ${region} as ${eventId}\n`);
  if (stage === undefined || options.topicArn !== undefined) return EXIT.done;
  if (wait) {
    if (!json) io.stdout.write('\n');
    const { allowPrivate = false } = stack ?? {};
    return waitForOutcomes({ eventId, document }, { ...options, stage, allowPrivate, wait, json: json === true }, io);
  }
  if (!json) io.stdout.write(`who gets it: ${pipebell(`why ${shellWord(eventId)}`, { ...options, stage })}\n`);
  return EXIT.done;
};

const sendTo = async (event: CliEvent, name: string, options: Options, io: Io): Promise<number> => {
  const { stage, json = false } = options;
  if (stage === undefined || options.topicArn !== undefined) {
    throw new UsageError('--to needs --stage and excludes --topic-arn');
  }
  if (!isUsableName(name)) throw new UsageError('--to: pass the name of a target (letters, digits, ".", "-" and "_")');
  const { allowPrivate } = await requireStack({ ...options, stage }, io);
  const parameters = await io.parameters(options);
  const raw = parseJson(await targetJson(parameters, { ...options, stage }, name));
  const target = await openToSend(name, raw, { stage, parameters, allowPrivate });
  const stop = stoppedBy(target, event.notification);
  if (stop)
    io.stderr.write(`published on the topic, ${name} would not get this event: its filter ${stop} does not match\n`);
  const outcome = await sendDirect(name, event.notification, target, { io, allowPrivate });
  return reportOutcome(name, outcome, json, io);
};

const send = async (name: string, options: Options, io: Io): Promise<number> => {
  const { stage, to } = options;
  if (stage === undefined && options.topicArn === undefined) {
    throw new UsageError('pass --stage or --topic-arn');
  }
  if (options.wait !== undefined && (stage === undefined || to !== undefined || options.topicArn !== undefined)) {
    throw new UsageError('--wait needs --stage and excludes --to and --topic-arn');
  }
  const event = await readEvent(name, io);
  return to === undefined ? publish(event, options, io) : sendTo(event, to, options, io);
};

const waitSeconds = (value: string): number => {
  try {
    return between(1, 900)(value);
  } catch {
    throw new InvalidArgumentError('Pass a number from 1 to 900 (seconds), or write --wait after the event.');
  }
};

export const addSend = (program: Command, io: Io, exit: (code: number) => void): void => {
  withAccount(program.command('send').argument('<event>'))
    .option('--topic-arn <arn>', 'publish on this topic instead of the stage’s', topicArn)
    .option('--to <target>', 'send only to this target of the stage, from this machine')
    .option('--wait [seconds]', 'show who gets it, and wait for each outcome (default: 60 seconds)', waitSeconds)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (event: string, options: Options, command: Command) => {
      const chosen = options.topicArn === undefined ? options : withoutDefaultStage(options, command);
      // Commander gives true for the option without a value.
      const wait = (chosen.wait as number | true | undefined) === true ? DEFAULT_WAIT_SECONDS : chosen.wait;
      exit(await send(event, { ...chosen, ...(wait !== undefined && { wait }) }, io));
    });
};
