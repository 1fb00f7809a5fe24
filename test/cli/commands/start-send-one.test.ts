import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendOne } from '../../../src/cli/commands/start/send-one.ts';
import { readEvent } from '../../../src/cli/event.ts';
import { approvalMessage, pipelineEvent, ruleFailedMessage } from '../../../src/events/shared/codepipeline-examples.ts';
import { skippingClock } from '../../../src/local/clock.ts';
import { openInbox, responders } from '../../../src/local/inbox.ts';
import { createTerminal } from '../../../src/local/terminal.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { snsEvent, snsRecord } from '../../support/lambda-events.ts';
import { CANARY, serversOfTest } from '../../support/servers.ts';

const keep = serversOfTest();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipebell-send-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Sends the content of a file to a local inbox. */
const send = async (
  content: unknown,
  { responder = responders.ok, platform }: { responder?: typeof responders.ok; platform?: string } = {},
) => {
  const inbox = await keep(openInbox());
  inbox.setResponder('mine', responder);
  const event = join(folder, 'event');
  await writeFile(event, typeof content === 'string' ? content : JSON.stringify(content));
  const lines: string[] = [];
  const target = `${inbox.urlOf('mine')}/${CANARY}`;
  const accepted = await sendOne(
    { event, target, platform },
    createTerminal((line) => lines.push(line)),
  );
  const text = lines.join('\n');
  expect(text).not.toContain(CANARY);
  return { accepted, text, arrivals: inbox.arrivals };
};

const NOW = new Date('2026-03-04T09:20:00.000Z');
const facts = { pipeline: 'shop', execution: '7c0d8f52-3a4b-4e6d-9d0e-51b7a2c4f613', startedAt: NOW, at: NOW };
const started = pipelineEvent('STARTED', facts);

describe('sending one event', () => {
  test('sends a sample by its name', async () => {
    const inbox = await keep(openInbox());

    const accepted = await sendOne(
      { event: 'failed', target: inbox.urlOf('mine') },
      createTerminal(() => {}),
    );

    expect(accepted).toBe(true);
    expect(JSON.parse(inbox.arrivals[0]?.body ?? '')).toMatchObject({
      type: 'codepipeline.pipeline.failed',
      data: {
        transition: { kind: 'broken' },
        failures: [{ reason: expect.stringContaining('charges the card once') }],
      },
    });
  });

  test.each<[string, unknown, string]>([
    ['an EventBridge event', started, 'codepipeline.pipeline.started'],
    ["a notification rule's message", ruleFailedMessage(facts), 'codepipeline.pipeline.failed'],
    ['an approval message', approvalMessage('shop', NOW), 'codepipeline_approval.action.approval'],
    ['an SNS event of Lambda', snsEvent(started), 'codepipeline.pipeline.started'],
    ['the SNS envelope', snsRecord(started).Sns, 'codepipeline.pipeline.started'],
    ['one SNS record', snsRecord(started), 'codepipeline.pipeline.started'],
    ['a text', 'hello', 'generic.message'],
    ['any JSON', { hello: 'world' }, 'generic.message'],
    ['empty records', { Records: [null] }, 'generic.message'],
    ['null', 'null', 'generic.message'],
  ])('sends %s, whatever its moment and level', async (_, content, type) => {
    const { accepted, text, arrivals } = await send(content);

    expect(accepted).toBe(true);
    expect(text).toMatch(/Accepted\.$/);
    expect(arrivals.map(({ body }) => JSON.parse(body).type)).toEqual([type]);
  });

  test('refuses an incomplete event, and names the place', async () => {
    const incomplete = JSON.stringify(started).slice(0, 80);

    await expect(send(incomplete)).rejects.toThrow(
      / is not valid JSON: line 1, column \d+: this string has no closing/,
    );
  });

  test.each(['failed', 'still-failing', 'fixed', 'codebuild-failed', 'succeeded'])(
    'sends the sample %s as its preview shows it',
    async (event) => {
      const inbox = await keep(openInbox());
      const io = { now: () => new Date(), readInput: async () => '', stderr: process.stderr };
      const { transition, failures } = (await readEvent(event, io)).notification;

      await sendOne(
        { event, target: inbox.urlOf('mine') },
        createTerminal(() => {}),
      );

      const { data } = JSON.parse(inbox.arrivals[0]?.body ?? '');
      expect([data.transition?.kind, data.transition?.count]).toEqual([transition?.kind, transition?.count]);
      expect(data.failures.map(({ reason }: { reason: string }) => reason)).toEqual(
        failures.map(({ reason }) => reason),
      );
    },
  );

  test('redacts a secret of the event', async () => {
    const { arrivals } = await send('Pushed with ghp_0123456789abcdef0123456789abcdef0123');

    expect(arrivals.map(({ body }) => JSON.parse(body).data.title)).toEqual(['Pushed with [redacted]']);
  });

  test('keeps the SNS subject', async () => {
    const { arrivals } = await send({ ...snsRecord('hello').Sns, Subject: 'Greetings' });

    expect(JSON.parse(arrivals[0]?.body ?? '').data).toMatchObject({ title: 'Greetings', text: 'hello' });
  });

  test('renders for the given platform', async () => {
    const { accepted, arrivals } = await send(started, { platform: 'slack' });

    expect(accepted).toBe(true);
    expect(JSON.parse(arrivals[0]?.body ?? '')).toHaveProperty('blocks');
  });

  test('reports a rejection', async () => {
    const { accepted, text, arrivals } = await send(started, { responder: responders.gone });

    expect(accepted).toBe(false);
    expect(text).toMatch(/gone 410: dead letter/);
    expect(text).toMatch(/Not accepted\.$/);
    expect(arrivals).toHaveLength(1);
  });

  test('reports that it gave up', async () => {
    const busy = () => ({ status: 429, headers: { 'retry-after': '600' } });

    const { accepted, text, arrivals } = await send(started, { responder: busy });

    expect(accepted).toBe(false);
    expect(text).toMatch(/throttled 429: retry in/);
    expect(text).toMatch(/Not accepted: stopped after 60 s, the next attempt would be later\.$/);
    expect(arrivals).toHaveLength(1);
  });

  test('reports the error of a failed connection', async () => {
    const closed = await openInbox();
    await closed.close();
    const event = join(folder, 'refused');
    await writeFile(event, JSON.stringify(started));
    const lines: string[] = [];

    const accepted = await sendOne(
      { event, target: closed.urlOf('mine'), clock: skippingClock() },
      createTerminal((line) => lines.push(line)),
    );

    expect(accepted).toBe(false);
    expect(lines.join('\n')).toMatch(/network \(ECONNREFUSED\): retry in/);
  });

  test('reports an unknown platform', async () => {
    const { accepted, text, arrivals } = await send(started, { platform: 'pigeon' });

    expect(accepted).toBe(false);
    expect(text).toContain(`platform: expected ${platformNames.map((name) => `"${name}"`).join(' or ')}`);
    expect(arrivals).toEqual([]);
  });

  test('rejects an invalid URL and a missing file', async () => {
    const terminal = createTerminal(() => {});

    await expect(sendOne({ event: '-', target: CANARY }, terminal)).rejects.toThrow('--target: is not a URL');
    await expect(sendOne({ event: join(folder, 'nothing'), target: 'https://example.com' }, terminal)).rejects.toThrow(
      'cannot be read (ENOENT)',
    );
  });
});
