import type { HttpReply, HttpRequest } from '../../../src/model/http.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { EventTime } from '../../support/event-time.ts';
import { openDiscord } from '../../support/fake-discord.ts';
import { FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../../support/fake-slack.ts';
import type { Chance } from '../random.ts';
import type { Answer } from '../receivers.ts';
import { isWithin, type Mood } from './moods.ts';
import { executionIn, pipelineIn } from './stories.ts';

const RUNS_CHANNEL = 'C0123456790';

const ON = ['failed', 'fixed', 'approval'];

/** A target of the simulation. `of` is where its messages are. */
export interface Place {
  readonly thread: 'incident' | 'run';
  readonly on: readonly string[];
  readonly target: object;
}

const slackPlace = (channel: string, thread: Place['thread'], on: readonly string[]): Place => ({
  thread,
  on,
  target: { platform: 'slack-app', token: FAKE_TOKEN, channel, thread, on },
});

/** What a message shows: a run, and the first mark of its text. */
export interface Shown {
  readonly pipeline: string | undefined;
  readonly execution: string | undefined;
  readonly text: string;
}

const shownIn = (body: object, text: string): Shown => {
  const json = JSON.stringify(body);
  return { pipeline: pipelineIn(json), execution: executionIn(json), text };
};

/** Why a conversation may have a second root, or one that shows an older state. */
export type Reason = 'removed' | 'dead' | 'refused' | 'answer lost' | 'killed' | 'given up' | 'table';

interface Opening {
  readonly time: EventTime;
  readonly chance: Chance;
  readonly mood: Mood;
  /** Something happened to a conversation that can have a visible effect. */
  because(reason: Reason, target: string, pipeline: string | undefined): void;
}

const status = (code: number, retryAfterSeconds?: number): HttpReply => ({
  status: code,
  body: '',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const DEAD = /message_not_found|edit_window_closed|cannot_reply_to_message|thread_not_found/;

/** The channels of Slack and Discord, with their limits, and with what the mood asks for. */
export const openChannels = ({ time, chance, mood, because }: Opening) => {
  const discord = openDiscord();
  const refusal = (): HttpReply | 'unsent' => {
    const kind = chance.below(4);
    if (kind === 0) return 'unsent';
    if (kind === 1) return status(429, 1 + chance.below(20));
    return kind === 2 ? status(503) : { status: 200, body: JSON.stringify({ ok: false, error: 'internal_error' }) };
  };
  const slack = openSlack({
    now: time.now,
    ...(mood.editWindowSeconds !== undefined && { editWindowSeconds: mood.editWindowSeconds }),
    fault: () => {
      if (isWithin(mood.platformDown, time.elapsed())) return { reply: status(503) };
      if (chance.hits(mood.lost)) return chance.hits(0.5) ? 'lost' : 'broken';
      if (!chance.hits(mood.refused)) return undefined;
      const refused = refusal();
      return refused === 'unsent' ? refused : { reply: refused };
    },
  });
  slack.addChannel(RUNS_CHANNEL);
  const places = {
    incidents: slackPlace(FAKE_CHANNEL, 'incident', ON),
    runs: slackPlace(RUNS_CHANNEL, 'run', ['started', ...ON]),
    discord: {
      thread: 'incident',
      on: ON,
      target: { platform: 'discord', url: discord.url, on: ON },
    },
  } satisfies Record<string, Place>;
  const channelOf = (target: string): string => (target === 'runs' ? RUNS_CHANNEL : FAKE_CHANNEL);

  const posted: (Shown & { target: string })[] = [];
  const slackShown = (body: object & { text?: unknown }): Shown => shownIn(body, String(body.text));

  const askDiscord = async (request: HttpRequest): Promise<HttpReply | Outcome> => {
    const { pipeline } = shownIn({ body: request.body }, '');
    if (isWithin(mood.platformDown, time.elapsed())) return status(503);
    if (chance.hits(mood.refused)) {
      return chance.hits(0.5) ? status(429, 1 + chance.below(9)) : { kind: 'retry', reason: 'network' };
    }
    if (chance.hits(mood.lost)) {
      discord.trouble('lost');
      if (request.method !== 'PATCH') because('answer lost', 'discord', pipeline);
    }
    const before = discord.messages().length;
    const answering = discord.send(request);
    if (discord.messages().length > before) {
      const { body } = discord.messages().at(-1) ?? {};
      if (body) posted.push({ ...shownIn(body, body.content), target: 'discord' });
    }
    const reply = await answering;
    if ('status' in reply && reply.status === 404) because('dead', 'discord', pipeline);
    return reply;
  };

  const askSlack = async (request: HttpRequest): Promise<HttpReply | Outcome> => {
    const answering = slack.send(request);
    // The call is recorded before anything else can be sent.
    const { method, result = '', fields = {} } = slack.calls.at(-1) ?? {};
    const reply = await answering;
    const { pipeline } = shownIn(fields, '');
    const target = fields.channel === RUNS_CHANNEL ? 'runs' : 'incidents';
    if (method === 'chat.postMessage' && result === 'ok') posted.push({ ...slackShown(fields), target });
    if (DEAD.test(result)) because('dead', target, pipeline);
    if (/is_inactive|is_archived/.test(result)) because('refused', target, pipeline);
    return reply;
  };

  return {
    places,
    answer: async (request: HttpRequest): Promise<Answer> => {
      const isDiscord = new URL(request.url).hostname === 'discord.com';
      const result = await (isDiscord ? askDiscord(request) : askSlack(request));
      const isLost = 'kind' in result && result.kind === 'retry' && result.reason === 'timeout';
      return { result, afterMs: isLost ? Number.POSITIVE_INFINITY : 50 + 10 * chance.below(10) };
    },
    /** Archives the channels, or ends that. */
    archive(isArchived: boolean): void {
      for (const id of [FAKE_CHANNEL, RUNS_CHANNEL]) slack.channel(id).isArchived = isArchived;
    },
    /** A person deletes a root. */
    removeRoot(target: string): void {
      if (target === 'discord') {
        const root = discord.messages()[chance.below(discord.messages().length || 1)];
        if (!root) return;
        because('removed', target, shownIn(root.body, '').pipeline);
        discord.remove(root.id);
        return;
      }
      const roots = slack.roots(channelOf(target));
      const root = roots[chance.below(roots.length || 1)];
      if (!root) return;
      because('removed', target, slackShown(root.message.body).pipeline);
      slack.remove(root.ts, channelOf(target));
    },
    /** The live roots of conversations. @param receipts of the roots that were stored: Discord shows replies beside them. */
    roots(target: string, receipts: ReadonlySet<string>): Shown[] {
      if (target !== 'discord') return slack.roots(channelOf(target)).map(({ message }) => slackShown(message.body));
      return discord
        .messages()
        .filter(({ id }) => receipts.has(id))
        .map(({ body }) => shownIn(body, body.content));
    },
    /** Every message that was posted, as it was then. */
    posted: (target: string): readonly Shown[] => posted.filter((each) => each.target === target),
    /** How many live messages of Slack each delivery has. Messages of Discord name none. */
    counts: (target: string): ReadonlyMap<string, number> | undefined =>
      target === 'discord' ? undefined : slack.deliveries(channelOf(target)),
  };
};

export type Channels = ReturnType<typeof openChannels>;
