import type { Command } from 'commander';
import { isTargetName } from '../../model/stack.ts';
import { stoppedBy } from '../../relay/route.ts';
import { byteLength, cleanLine } from '../../text/clean.ts';
import { parseJson } from '../../text/json.ts';
import { topicName } from '../aws/topics.ts';
import { CliError, EXIT, UsageError } from '../errors.ts';
import { type CliEvent, EVENT_HELP, readEvent } from '../event.ts';
import { type StageOptions, topicArn, withAccount, withoutDefaultStage } from '../options.ts';
import { openToSend, reportOutcome, sendDirect } from '../send-direct.ts';
import { requireStack } from '../stack.ts';
import { targetJson } from '../target-name.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson } from '../terminal/table.ts';

const HELP = `${EVENT_HELP}

The relay routes an event that is published on the topic as if AWS had sent it. With --to the event goes from this
machine to one target, whatever its filters, and to no other.

Exit codes: 0 published or accepted, 1 not, 2 wrong usage.

Examples:
  npx pipebell send approval --stage prod
  npx pipebell send event.json --stage prod --to team-web
  npx pipebell send failed --topic-arn arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events`;

/** SNS's limit for a message, in bytes of UTF-8. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_TEXT_BYTES = 256 * 1024;

/** SNS's limit for a subject, in ASCII characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_CHARS = 100;

interface Options extends Partial<StageOptions> {
  readonly topicArn?: string;
  readonly to?: string;
  readonly json?: boolean;
}

const subjectOf = ({ subject }: CliEvent): string | undefined =>
  subject && (cleanLine(subject.replace(/[^\x20-\x7e]/g, ''), MAX_SUBJECT_CHARS).replace('…', '') || undefined);

const publish = async (event: CliEvent, options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
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
  const messageId = await topics.publish(arn, event.text, subjectOf(event));
  const [, , , region, account, topic] = arn.split(':');
  if (json) writeJson({ topic, messageId }, io.stdout);
  else io.stdout.write(`published on ${topic} in ${account} / ${region} as ${messageId}\n`);
  return EXIT.done;
};

const sendTo = async (event: CliEvent, name: string, options: Options, io: Io): Promise<number> => {
  const { stage, json = false } = options;
  if (stage === undefined || options.topicArn !== undefined) {
    throw new UsageError('--to needs --stage and excludes --topic-arn');
  }
  if (!isTargetName(name)) throw new UsageError('--to: pass the name of a target (letters, digits, ".", "-" and "_")');
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
  const event = await readEvent(name, io);
  return to === undefined ? publish(event, options, io) : sendTo(event, to, options, io);
};

export const addSend = (program: Command, io: Io, exit: (code: number) => void): void => {
  withAccount(program.command('send').argument('<event>'))
    .option('--topic-arn <arn>', 'publish on this topic instead of the stage’s', topicArn)
    .option('--to <target>', 'send only to this target of the stage, from this machine')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (event: string, options: Options, command: Command) => {
      const chosen = options.topicArn === undefined ? options : withoutDefaultStage(options, command);
      exit(await send(event, chosen, io));
    });
};
