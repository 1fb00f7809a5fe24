// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
import * as z from 'zod/mini';
import type { FoundCause } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedLine } from '../../text/redact.ts';
import { listOf, read, time } from '../shared/answers.ts';

const MAX_REASON_CHARS = 500;
const MAX_NAME_CHARS = 255;
/** Of a reason, this much is read. */
const MAX_READ_CHARS = 4000;

const Container = z.object({ name: text, image: text, exitCode: lenient(z.number()), reason: text });
type Container = z.infer<typeof Container>;

/** Overrides, which contain environment variables, are not read. */
const Task = z.object({
  startedBy: text,
  stopCode: text,
  stoppedReason: text,
  stoppedAt: time,
  containers: listOf(Container),
});
type Task = z.infer<typeof Task>;

const TasksAnswer = z.object({ tasks: listOf(Task) });

/** What a stopped task says about the failure of its service. */
export interface StoppedTask {
  readonly cause: FoundCause;
  readonly details: Notification['details'];
}

/** Tasks that were stopped as planned: by a person, by a deployment, or because there were too many. */
const isPlanned = ({ stopCode, stoppedReason }: Task): boolean =>
  stopCode === 'UserInitiated' || /^Scaling activity initiated by/.test(stoppedReason ?? '');

const REGISTRY = /\b\d{12}\.dkr\.ecr\.[\w-]{1,30}\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\//g;
const TRIES = /^(?:pull )?image manifest has been retried \d+ times?(?:\(s\))?: /i;
const TWICE = /failed to resolve ref (\S{1,300}): (?=\1: )/i;
const TARGET_GROUP = /arn:aws[\w-]*:elasticloadbalancing:[\w-]{1,30}:\d{12}:targetgroup\/([\w-]{1,32})\/\w{1,32}/g;
const CODE = /^([A-Z]\w{2,50}(?:Error|Exception)):? */;

/** The words of ECS without the error code before them, and with short names of images and target groups. */
const reasonOf = (words: string | undefined): FoundCause => {
  const text = words?.slice(0, MAX_READ_CHARS).trim() ?? '';
  const [whole = '', code] = CODE.exec(text) ?? [];
  const said = text.slice(whole.length).replace(REGISTRY, '').replace(TARGET_GROUP, '$1');
  const short = said
    .replace(TRIES, '')
    .replace(TWICE, '')
    .replace(/^(\S{1,300}): not found$/, '$1 not found');
  return { code, reason: redactedLine(short, MAX_REASON_CHARS) };
};

/** `shop:42` of an image in any registry. A digest is cut to twelve digits. */
const imageOf = (image: string | undefined): string | undefined => {
  const path = image?.slice(0, MAX_READ_CHARS).replace(/^[^/]*[.:][^/]*\//, '');
  return redactedLine(path?.replace(/(?<=@sha256:[0-9a-f]{12})[0-9a-f]+$/, ''), MAX_NAME_CHARS);
};

/** The container that failed. The exit of any container may stop the others. */
const failedOf = (containers: readonly Container[]): Container | undefined =>
  containers.find(({ reason }) => reason) ??
  containers.find(({ exitCode = 0 }) => exitCode !== 0) ??
  (containers.length === 1 ? containers[0] : undefined);

const readTask = ({ stoppedReason, containers }: Task): StoppedTask => {
  const { image, exitCode, reason } = failedOf(containers) ?? {};
  const own = reasonOf(stoppedReason);
  // The reason of a container is closer to the cause than that of its task, which may be that a container exited.
  const isExit = /^Essential container in task exited/i.test(stoppedReason ?? '');
  const cause = reason && (isExit || !own.reason) ? reasonOf(reason) : own;
  const facts = [
    ['image', imageOf(image)],
    ['exit-code', exitCode === undefined ? undefined : String(exitCode)],
  ] as const;
  return { cause, details: facts.flatMap(([label, value]) => (value ? [{ label, value }] : [])) };
};

/**
 * The newest stopped task that was not stopped as planned.
 * @param deployment only tasks of this deployment, if it is given.
 */
export const readTasks = (output: unknown, deployment: string | undefined): StoppedTask | undefined => {
  const failed = read(TasksAnswer, output).tasks.filter(
    (task) => !isPlanned(task) && (deployment === undefined || task.startedBy === deployment),
  );
  const [newest] = failed.toSorted((a, b) => (b.stoppedAt ?? '').localeCompare(a.stoppedAt ?? ''));
  return newest && readTask(newest);
};
