import type { Send } from '../model/http.ts';
import { isRecord } from '../text/json.ts';
import type { StageOptions } from './options.ts';
import { inspectDiscord } from './receivers/discord.ts';
import type { Inspection, Subject } from './receivers/inspection.ts';
import { inspectSlack, SCOPES_HEADER } from './receivers/slack.ts';
import { openWithSecrets, type SendSource } from './send-direct.ts';
import { pipebell } from './suggest.ts';
import type { Io } from './terminal/io.ts';

/** The platforms that say something about a target without a message. */
const INSPECTORS: Readonly<Record<string, (subject: Subject, send: Send) => Promise<Inspection>>> = {
  'slack-app': inspectSlack,
  discord: inspectDiscord,
};

const inspectorOf = (raw: unknown) =>
  isRecord(raw) && typeof raw.platform === 'string' && Object.hasOwn(INSPECTORS, raw.platform)
    ? INSPECTORS[raw.platform]
    : undefined;

/** `true` if {@link askPlatform} can be asked about the target. */
export const canBeAsked = (raw: unknown): boolean => inspectorOf(raw) !== undefined;

/** A sender for {@link askPlatform}, with the egress rules of the deliverer. Equal requests share one answer. */
export const inquirer = (io: Io, allowPrivate: boolean): Send => {
  const send = io.sender({ allowPrivate, keep: [SCOPES_HEADER] });
  const answers = new Map<string, ReturnType<Send>>();
  return (request) => {
    const key = JSON.stringify(request);
    const answer = answers.get(key) ?? send(request);
    answers.set(key, answer);
    return answer;
  };
};

/**
 * Asks the platform of a target whether it accepts the token or the webhook. It posts nothing.
 * @returns `undefined` for a platform that cannot be asked.
 * @throws CliError if the target is invalid, or a secret of it cannot be read. It quotes neither.
 */
export const askPlatform = async (
  name: string,
  raw: unknown,
  {
    send,
    isStored,
    place,
    ...source
  }: Pick<Subject, 'isStored'> & Omit<SendSource, 'stage'> & { readonly send: Send; readonly place: StageOptions },
): Promise<Inspection | undefined> => {
  const inspect = inspectorOf(raw);
  if (!inspect) return undefined;
  const { opened, whole } = await openWithSecrets(name, raw, { ...source, stage: place.stage });
  return inspect(
    { name, command: (words) => pipebell(words, place), raw, whole: isRecord(whole) ? whole : {}, opened, isStored },
    send,
  );
};
