import * as z from 'zod/mini';
import type { Cause, Enrichment, FoundCause, Plan } from '../../model/enrichment.ts';
import { text } from '../../model/event-source.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { redactedLine, redactedText } from '../../text/redact.ts';
import { listOf, read } from '../shared/answers.ts';
import { causePlan } from '../shared/cause-plan.ts';
import { BEANSTALK, isAsked } from './asks.ts';

const MAX_REASON_CHARS = 500;
const MAX_NAME_CHARS = 100;
const MAX_CAUSES = 3;
/** How long before its failure an operation may have begun to fail. */
const WINDOW_MS = 30 * 60_000;
const MAX_EVENTS = 50;

/** @see https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEvents.html */
const EventsAnswer = z.object({
  Events: listOf(z.object({ Message: text, Severity: text, RequestId: text, VersionLabel: text })),
});
type BeanstalkEvent = z.infer<typeof EventsAnswer>['Events'][number];

/** Sentences that say only that an operation failed. */
const GENERIC =
  /^(?:Failed to (?:deploy|update|launch|terminate) |Unsuccessful command execution on |(?:Managed )?[Uu]pdate .{0,40}failed|Environment .{0,40}failed|During an aborted deployment)/;

/** `[Instance: i-0ab] Command failed on instance. Return code: 1 Output: …` */
const INSTANCE =
  /^\[Instance: (i-[0-9a-f]{1,40})\] ?(?:Command failed on instance\. ?)?(?:Return code: (\d{1,3}) Output: ?)?/;
/** A reference to the instance's log file, and the marks of output that was cut. */
const HINTS = / ?(?:For more detail, check \S{1,200} using console or EB CLI\.?|\(TRUNCATED\)\.{0,3})/g;

interface Found {
  readonly cause: FoundCause;
  readonly instance: string | undefined;
  readonly exitCode: string | undefined;
  readonly version: string | undefined;
}

/** Events of the operation that ended last, oldest first. */
const ofOperation = (events: readonly BeanstalkEvent[]): BeanstalkEvent[] => {
  const request = events.find(({ RequestId }) => RequestId)?.RequestId;
  return events.filter(({ RequestId }) => RequestId === request).toReversed();
};

/** The first error of the operation. Later ones follow from it. */
const readEvents = (output: unknown): Found => {
  const events = ofOperation(read(EventsAnswer, output).Events);
  const isError = ({ Severity }: BeanstalkEvent) => Severity === 'ERROR' || Severity === 'FATAL';
  const isTelling = ({ Message }: BeanstalkEvent) => Message !== undefined && !GENERIC.test(Message);
  const first = events.find((event) => isError(event) && isTelling(event)) ?? events.find(isTelling);
  const [whole = '', instance, exitCode] = INSTANCE.exec(first?.Message ?? '') ?? [];
  return {
    cause: { reason: redactedText(first?.Message?.slice(whole.length).replace(HINTS, ''), MAX_REASON_CHARS) },
    instance,
    exitCode,
    version: redactedLine(events.find(({ VersionLabel }) => VersionLabel)?.VersionLabel, MAX_NAME_CHARS),
  };
};

const isGeneric = ({ reason }: Failure): boolean => reason === undefined || GENERIC.test(reason);

/** Why an operation failed: the first of its errors. */
const operationCause = ({ resource, time }: Notification): Cause => ({
  part: 'events',
  isGeneric,
  async search({ ask, part, add, addFacts }) {
    const input = {
      EnvironmentName: resource?.name,
      Severity: 'WARN',
      StartTime: new Date(Date.parse(time) - WINDOW_MS).toISOString(),
      MaxRecords: MAX_EVENTS,
    };
    const found = await part('events', () =>
      ask({ service: BEANSTALK, operation: 'DescribeEvents', input, read: readEvents }),
    );
    if (!found) return;
    const { cause, instance, exitCode, version } = found;
    if (cause.reason) add(cause);
    const facts = [
      ['instance', instance],
      ['exit-code', exitCode],
      ['version-label', version],
    ] as const;
    addFacts?.({ details: facts.flatMap(([label, value]) => (value ? [{ label, value }] : [])) });
  },
});

/** @see https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEnvironmentHealth.html */
const HealthAnswer = z.object({ HealthStatus: text, Causes: listOf(z.string()) });

/** The causes of the health, unless it has become good since. */
const readCauses = (output: unknown): string | undefined => {
  const { HealthStatus = '', Causes } = read(HealthAnswer, output);
  if (!/^(?:Warning|Degraded|Severe)$/.test(HealthStatus)) return undefined;
  const causes = Causes.slice(0, MAX_CAUSES).flatMap((cause) => redactedLine(cause, MAX_REASON_CHARS) ?? []);
  return causes.join('\n') || undefined;
};

const healthCause = ({ resource }: Notification): Cause => ({
  part: 'health',
  async search({ ask, part, add }) {
    const input = { EnvironmentName: resource?.name, AttributeNames: ['HealthStatus', 'Causes'] };
    const reason = await part('health', () =>
      ask({ service: BEANSTALK, operation: 'DescribeEnvironmentHealth', input, read: readCauses }),
    );
    if (reason) add({ reason });
  },
});

const plan = (notification: Notification): Plan | undefined => {
  if (!isAsked(notification)) return undefined;
  const isHealth = notification.resource?.kind === 'environment-health';
  return causePlan(isHealth ? healthCause(notification) : operationCause(notification), notification);
};

export const questions: Enrichment = { plan };
