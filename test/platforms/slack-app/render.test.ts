import fc from 'fast-check';
import type { Drawing } from '../../../src/model/conversation.ts';
import { slack } from '../../../src/platforms/slack.ts';
import { anyNotification } from '../../support/arbitraries.ts';
import { aNotification } from '../../support/factories.ts';
import { hostile, huge } from '../extremes.ts';
import { foreignPart, markupOf, type Part, partsOf, slackProblems } from '../slack/checks.ts';
import { slackExample } from '../slack/target.ts';
import { occasions, stories } from '../stories.ts';
import { aDrawing, openChannel, openConversation } from './open.ts';

const channel = openChannel();
const { request } = openConversation();
const sending = { id: 'd_1', now: new Date('2026-03-04T09:15:31Z') };
const ROOT = '{"channel":"C0123456789","ts":"1772615731.000100"}';

const bodyOf = ({ body }: { body: string }): Part => JSON.parse(body);
const opened = (more: Partial<Drawing> = {}) => bodyOf(request({ kind: 'open' }, aDrawing(more), sending));
const updated = (more: Partial<Drawing> = {}) =>
  bodyOf(request({ kind: 'update', root: ROOT }, aDrawing({ mentions: false, ...more }), sending));
const replied = (broadcast: boolean, more: Partial<Drawing> = {}) =>
  bodyOf(request({ kind: 'reply', root: ROOT, broadcast }, aDrawing({ form: 'reply', ...more }), sending));

describe('a message by itself', () => {
  const webhook = slack.open(slackExample.target, { allowPrivate: false }).channel;

  test.each(occasions)('has the text and the blocks of the webhook: %s', (story) => {
    const { blocks, attachments = [], text } = JSON.parse(webhook.render(stories[story]));

    expect(JSON.parse(channel.render(stories[story]))).toEqual({
      channel: 'C0123456789',
      text,
      blocks,
      attachments,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test('is marked with its delivery, in metadata whose type has no period', () => {
    const { body, url, headers } = channel.request(channel.render(aNotification()), sending);

    expect(JSON.parse(body).metadata).toEqual({ event_type: 'pipebell_delivery', event_payload: { delivery: 'd_1' } });
    expect(url).toBe('https://slack.com/api/chat.postMessage');
    expect(headers.Authorization).toMatch(/^Bearer xoxb-/);
    expect(body).not.toContain('xoxb-');
  });

  test('has a plain form in rich text, so that it can be updated by rich text', () => {
    const plain = JSON.parse(channel.plain?.(aNotification()) ?? '');

    expect(plain.blocks).toMatchObject([{ type: 'rich_text', elements: [{ type: 'rich_text_section' }] }]);
    expect(plain.attachments).toEqual([]);
    expect(JSON.stringify(plain.blocks)).toContain('storefront failed at Deploy');
    expect(JSON.stringify(plain.blocks)).toContain('S0CANARY01');
  });
});

describe('a step of a conversation', () => {
  test('posts with the delivery, and updates without touching it', () => {
    expect(opened().metadata).toEqual({ event_type: 'pipebell_delivery', event_payload: { delivery: 'd_1' } });
    expect(replied(true).metadata).toEqual(opened().metadata);
    expect(updated()).not.toHaveProperty('metadata');
  });

  test('replies below the root, and says whether the channel shows it', () => {
    expect(replied(true)).toMatchObject({ thread_ts: '1772615731.000100', reply_broadcast: true });
    expect(replied(false)).toMatchObject({ thread_ts: '1772615731.000100', reply_broadcast: false });
    expect(opened()).not.toHaveProperty('thread_ts');
  });

  test('updates text, blocks and attachments, all of them, and makes no links of its text', () => {
    expect(Object.keys(updated()).sort()).toEqual(['attachments', 'blocks', 'channel', 'parse', 'text', 'ts']);
    expect(updated().parse).toBe('none');
    expect(updated({ plain: true }).attachments).toEqual([]);
  });

  test('removes the details of the state before if there are none now', () => {
    const { account, region, execution, ...rest } = aNotification({ moment: 'started', commits: [], failures: [] });
    const notification = { ...rest, pipeline: { name: 'storefront' }, time: 'no time', durationSeconds: undefined };

    expect(updated().attachments).toHaveLength(1);
    expect(updated({ notification }).attachments).toEqual([]);
  });

  test('links no preview', () => {
    expect(opened()).toMatchObject({ unfurl_links: false, unfurl_media: false });
    expect(replied(true)).toMatchObject({ unfurl_links: false, unfurl_media: false });
  });

  test('mentions whom the notification calls, beside the verdict', () => {
    const [verdict] = opened().blocks as Part[];
    const [approval] = opened({ notification: stories.approval }).blocks as Part[];

    expect(partsOf(verdict)).toContainEqual({ type: 'usergroup', usergroup_id: 'S0CANARY01' });
    expect(partsOf(approval)).toContainEqual({ type: 'broadcast', range: 'here' });
    expect(partsOf(opened({ notification: stories.fixed }).blocks).some(({ type }) => type === 'usergroup')).toBe(
      false,
    );
    expect(partsOf(opened({ people: ['U0AUTHOR'] }).blocks)).toContainEqual({ type: 'user', user_id: 'U0AUTHOR' });
  });

  test('has a text below 4,000 characters with as many mentions as a target can have', () => {
    const groups = Array.from({ length: 10 }, (_, at) => `<!subteam^S${'A'.repeat(23)}${at}>`);
    const users = Array.from({ length: 10 }, (_, at) => `<@U${'A'.repeat(23)}${at}>`);
    const many = openConversation({ mention: { failed: groups, broken: users } });
    const notification = aNotification({
      failures: [{ reason: '<'.repeat(9000) }],
      transition: { kind: 'broken', count: 1, since: '2026-03-04T09:00:00Z' },
    });
    for (const plain of [false, true]) {
      const { text } = bodyOf(many.request({ kind: 'open' }, aDrawing({ notification, plain }), sending));

      expect(String(text)).toContain(`${groups.join(' ')} ${users.join(' ')} 🔴`);
      expect(String(text)).toContain('&lt;&lt;');
      expect(Buffer.byteLength(String(text))).toBeLessThan(4000);
    }
  });

  test('shows foreign text without a mention, a link or a format of its own', () => {
    const all = (notification: Drawing['notification']) =>
      [false, true].flatMap((plain) => [
        opened({ notification, plain }),
        updated({ notification, plain }),
        replied(true, { notification, plain }),
        replied(false, { notification, plain }),
      ]);
    const check = (notification: Drawing['notification']): void => {
      for (const message of all(notification)) {
        expect(slackProblems(message)).toEqual([]);
        for (const markup of markupOf(message)) expect(foreignPart(markup)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }
    };

    expect(opened({ notification: hostile }).text).toContain('&lt;!channel&gt;');
    for (const notification of [hostile, huge]) check(notification);
    fc.assert(fc.property(anyNotification(), check), { numRuns: 50 });
  });
});
