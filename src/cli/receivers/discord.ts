import type { HttpReply, Send } from '../../model/http.ts';
import { isRecord, parseJson } from '../../text/json.ts';
import { safeLine } from '../../text/safe-line.ts';
import { type Inspection, type Subject, unanswered } from './inspection.ts';

const ID = /^\d{15,20}$/;

/** The webhook that an answer describes. */
const webhookIn = ({ status, body }: HttpReply): Record<string, unknown> | undefined => {
  const webhook = status === 200 ? parseJson(body) : undefined;
  return isRecord(webhook) && ID.test(String(webhook.id)) && ID.test(String(webhook.channel_id)) ? webhook : undefined;
};

/**
 * Asks Discord whether the webhook exists. It posts nothing.
 * @see https://docs.discord.com/developers/resources/webhook#get-webhook-with-token
 */
export const inspectDiscord = async ({ name, command, opened, isStored }: Subject, send: Send): Promise<Inspection> => {
  const { channel } = opened;
  const { url, headers, timeoutMs } = channel.request('', { id: 'inspection', now: new Date(0) });
  const { origin, pathname } = new URL(url);
  const { 'Content-Type': _none, ...others } = headers;
  const reply = await send({ method: 'GET', url: `${origin}${pathname}`, headers: others, body: '', timeoutMs });
  if ('kind' in reply) return unanswered('Discord', reply);
  const webhook = webhookIn(reply);
  if (webhook) {
    const words = `${safeLine(String(webhook.name ?? 'without a name'), 80)} of the channel ${webhook.channel_id}`;
    return { identity: `Discord accepts the webhook: ${words}`, isRefused: false, findings: [] };
  }
  const outcome = channel.classify(reply);
  if (outcome.kind !== 'rejected' || outcome.unconfirmed) return unanswered('Discord', reply);
  const message = `Discord does not accept the webhook (${outcome.reason}, ${reply.status})`;
  const set = isStored ? command(`targets edit ${name} --url-prompt`) : 'this command again with it';
  const fix = `create a webhook in the settings of the channel, and run ${set}`;
  return { isRefused: true, findings: [{ verdict: 'fault', message, fix }] };
};
