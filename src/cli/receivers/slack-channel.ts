import type { HttpReply, Send } from '../../model/http.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type Answer, readAnswer } from '../../platforms/slack/answers.ts';
import { type Access, reading } from '../../platforms/slack/api.ts';
import { isRecord } from '../../text/json.ts';

/** The scopes of a token; `undefined` if Slack did not name them. */
export type Scopes = ReadonlySet<string> | undefined;

/** What Slack shows of a channel. Parts that Slack does not show to the token are absent. */
export interface Channel {
  /** `hidden`: there is no such channel, or it is a private one without the bot. */
  readonly bot?: 'member' | 'outside' | 'hidden';
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
}

/** The answer to a call; `undefined` if there was none, or not one of Slack. */
export const answerOf = (reply: HttpReply | Outcome): Answer | undefined =>
  'kind' in reply ? undefined : readAnswer(reply);

const refused = (answer: Answer | undefined): Channel => {
  if (answer?.ok !== false) return {};
  if (answer.code === 'channel_not_found') return { bot: 'hidden' };
  // A private channel is hidden instead.
  return answer.code === 'not_in_channel' ? { bot: 'outside', isPrivate: false } : {};
};

/** @see https://docs.slack.dev/reference/methods/conversations.info */
const fromInfo = (answer: Answer | undefined): Channel => {
  const { channel } = answer?.ok ? answer.body : {};
  if (!isRecord(channel)) return refused(answer);
  const { is_member: isMember, is_private: isPrivate, is_archived: isArchived, is_im: isDirect } = channel;
  return {
    ...((typeof isMember === 'boolean' || isDirect === true) && {
      bot: isMember === true || isDirect === true ? 'member' : 'outside',
    }),
    ...(typeof isPrivate === 'boolean' && { isPrivate }),
    ...(isArchived === true && { isArchived }),
  };
};

/** The scopes with which a method shows public channels, and private ones. */
const INFO = ['channels:read', 'groups:read'];
const HISTORY = ['channels:history', 'groups:history'];

/** A channel is certainly hidden only from a token that may look at both kinds. */
const withoutDoubt = ({ bot, ...channel }: Channel, scopes: Scopes, names: readonly string[]): Channel =>
  bot && (bot !== 'hidden' || names.every((name) => scopes?.has(name))) ? { bot, ...channel } : channel;

/**
 * Looks at a channel with the scopes that the token has. With those for the history it asks for messages before 1970,
 * so that it reads none.
 */
export const lookAtChannel = async (access: Access, channel: string, scopes: Scopes, send: Send): Promise<Channel> => {
  const ask = async (method: string, fields: Readonly<Record<string, string>>) =>
    answerOf(await send(reading(access, method, { channel, ...fields })));
  const hasOneOf = (names: readonly string[]): boolean => names.some((name) => scopes?.has(name));
  const info = hasOneOf(INFO) ? withoutDoubt(fromInfo(await ask('conversations.info', {})), scopes, INFO) : {};
  if (info.bot || !hasOneOf(HISTORY)) return info;
  const history = await ask('conversations.history', { latest: '1.000000', limit: '1' });
  return history?.ok ? { ...info, bot: 'member' } : withoutDoubt({ ...info, ...refused(history) }, scopes, HISTORY);
};
