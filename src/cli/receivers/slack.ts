import type { Thread } from '../../model/conversation.ts';
import type { Send } from '../../model/http.ts';
import { mentionsAuthor } from '../../model/target.ts';
import { classifyAnswer } from '../../platforms/slack/answers.ts';
import { reading } from '../../platforms/slack/api.ts';
import { isReference, shownReference } from '../../targets/references.ts';
import { findPlatform } from '../../targets/target-fields.ts';
import { isRecord } from '../../text/json.ts';
import { safeLine } from '../../text/safe-line.ts';
import { type Finding, type Inspection, type Subject, unanswered } from './inspection.ts';
import { answerOf, type Channel, lookAtChannel, type Scopes } from './slack-channel.ts';

/** Slack names the scopes of the token in this header of every answer. */
export const SCOPES_HEADER = 'x-oauth-scopes';

interface Target {
  readonly token: string;
  readonly channel: string;
  readonly apiUrl: string;
  readonly thread: Thread;
  readonly mention?: object | undefined;
}

/** The command, or the place, that gives the target another token. */
const tokenHint = ({ name, command, raw, isStored }: Subject): string => {
  const token = isRecord(raw) ? raw.token : undefined;
  if (!isReference(token) && !isStored) return 'run this command again with it';
  if (!isReference(token)) return `run ${command(`targets edit ${name} --token-prompt`)}`;
  const { parameter, secret, key } = shownReference(token);
  return `store it in ${parameter ? `the parameter ${parameter}` : `the secret ${secret}${key ? `, key ${key}` : ''}`}`;
};

const PAGE = '“OAuth & Permissions” of the app (https://api.slack.com/apps)';

const addScope = (scope: string): string => `add the scope ${scope} under ${PAGE}, and install the app again`;

/** Findings about what keeps a field of the target from having an effect, or may lose or double a message. */
const scopeFindings = (
  target: Target,
  scopes: Scopes,
  { isPrivate }: Channel,
  { name, command }: Subject,
): Finding[] => {
  const { thread } = target;
  const lacks = (scope: string): boolean => scopes !== undefined && !scopes.has(scope);
  const histories = ['channels:history', 'groups:history'].slice(isPrivate ? 1 : 0, isPrivate === false ? 1 : 2);
  const history = thread !== 'off' && histories.every(lacks) && histories[0];
  const findings: [boolean, Finding][] = [
    [
      lacks('chat:write'),
      {
        verdict: 'fault',
        message: 'the token lacks the scope chat:write: nothing can be posted',
        fix: addScope('chat:write'),
      },
    ],
    [
      Boolean(history),
      {
        verdict: 'warning',
        message: `the token lacks the scope ${history}: a message whose answer was lost may be posted twice`,
        fix: addScope(String(history)),
      },
    ],
    [
      mentionsAuthor(target) && lacks('users:read.email'),
      {
        verdict: 'warning',
        message: 'the token lacks the scope users:read.email: no author is mentioned',
        fix: addScope('users:read.email'),
      },
    ],
  ];
  if (mentionsAuthor(target) && thread === 'off') {
    const fix = command(`targets edit ${name} --thread incident`);
    findings.push([true, { verdict: 'warning', message: 'with "thread": "off" no author is mentioned', fix }]);
  }
  return findings.flatMap(([holds, finding]) => (holds ? [finding] : []));
};

/** Findings about the channel. A bot outside of a public channel can post with `chat:write.public`, but not read. */
const channelFindings = (
  { channel, thread }: Target,
  scopes: Scopes,
  { bot, isArchived }: Channel,
  { subject: { name, command }, invite }: { subject: Subject; invite: string },
): Finding[] => {
  const edit = command(`targets edit ${name} --channel ID`);
  if (bot === 'hidden') {
    const message = `there is no channel ${channel} that the bot may read (channel_not_found)`;
    return [{ verdict: 'fault', message, fix: `${invite}, if it is private, or correct the id: ${edit}` }];
  }
  if (isArchived) {
    return [
      { verdict: 'fault', message: `the channel ${channel} is archived`, fix: `unarchive it, or set another: ${edit}` },
    ];
  }
  if (bot !== 'outside') return [];
  const has = (scope: string): boolean => scopes?.has(scope) === true;
  const posts = has('chat:write.public');
  if (!posts && !has('channels:join')) {
    return [{ verdict: 'fault', message: `the bot is not a member of the channel ${channel}`, fix: invite }];
  }
  // Without that scope Slack refuses the first message, and the relay joins the channel.
  if (thread === 'off' || !posts || !has('channels:history')) return [];
  const message = `the bot is not a member of the channel ${channel}: a message whose answer was lost may be posted twice`;
  return [{ verdict: 'warning', message, fix: invite }];
};

const scopesIn = (header: string | undefined): Scopes => {
  const names = header?.split(',').flatMap((name) => name.trim() || []) ?? [];
  return names.length > 0 ? new Set(names) : undefined;
};

/**
 * Asks Slack whether it accepts the token, and whether the app may do in the channel what the target asks. It only
 * reads, and no message.
 * @param send must keep {@link SCOPES_HEADER}.
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export const inspectSlack = async (subject: Subject, send: Send): Promise<Inspection> => {
  // Opening the target has checked it. This adds the defaults.
  const target = findPlatform('slack-app')?.target.parse(subject.whole) as Target;
  const reply = await send(reading(target, 'auth.test', {}));
  const answer = answerOf(reply);
  if ('kind' in reply || !answer) return unanswered('Slack', reply);
  if (!answer.ok) {
    const outcome = classifyAnswer(reply, answer);
    if (outcome.kind !== 'rejected') return unanswered('Slack', outcome);
    const fix = `copy the bot token from ${PAGE}, and ${tokenHint(subject)}`;
    const message = `Slack does not accept the token (${answer.code})`;
    return { isRefused: true, findings: [{ verdict: 'fault', message, fix }] };
  }
  const { user, team, url } = answer.body;
  const bot = safeLine(String(user ?? 'pipebell'), 80);
  const scopes = scopesIn(reply.headers?.[SCOPES_HEADER]);
  const channel = await lookAtChannel(target, target.channel, scopes, send);
  const host = URL.parse(String(url))?.hostname ?? 'unknown address';
  return {
    identity: `Slack accepts the token: bot ${bot} of the workspace ${safeLine(String(team ?? ''), 80)} (${host})`,
    isRefused: false,
    findings: [
      ...scopeFindings(target, scopes, channel, subject),
      ...channelFindings(target, scopes, channel, { subject, invite: `write “/invite @${bot}” in the channel` }),
    ],
  };
};
