import { openWorld } from '../../world.ts';
import { rehearse, run, SLACK, textsOf, WEBHOOK } from './support.ts';

/** Failures of as many pipelines within two seconds. */
const burst = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    run('FAILED', `10:00:0${at < count / 2 ? 0 : 1}`, { pipeline: `oven-${at}`, id: `event-${at}` }),
  );

const SUMMARY = /\d+ more alerts/;

describe('pipebell rehearse --summary', () => {
  test('folds a burst, and names the message that has the summary for each delivery in it', async () => {
    const { code, shown } = await rehearse(burst(60), {}, '--summary');

    expect(code).toBe(0);
    const deliveries = shown.flatMap(({ n, deliveries: own }) => own.map((each) => ({ n, ...each })));
    const [summary, ...others] = deliveries.filter(({ text }) => text && SUMMARY.test(text));
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ target: 'team', outcome: 'delivered', body: expect.any(Object) });
    const members = deliveries.filter((each) => each.summary !== undefined);
    expect(summary?.text).toContain(`${members.length} more alerts`);
    expect(members.every((each) => each.summary === summary?.n && each.body === undefined)).toBe(true);
    expect(Math.max(...members.map(({ n }) => n))).toBe(summary?.n);
    // The summary itself is one more than the messages.
    expect(deliveries).toHaveLength(61);
  });

  test('sends each delivery by itself while few wait, and without the option', async () => {
    const few = await rehearse(burst(12), {}, '--summary');
    const plain = await rehearse(burst(60));

    for (const [count, { shown }] of [[12, few] as const, [60, plain] as const]) {
      expect(textsOf(shown)).toHaveLength(count);
      expect(textsOf(shown).join()).not.toMatch(SUMMARY);
    }
  });

  test('folds neither for a machine nor for a target that forbids it', async () => {
    const targets = { hook: { ...WEBHOOK, on: ['failed'] }, single: { ...SLACK, summary: false }, team: SLACK };

    const { shown } = await rehearse(burst(60), { targets }, '--summary');

    const folded = shown.flatMap(({ deliveries }) => deliveries.filter((each) => each.summary !== undefined));
    expect(new Set(folded.map(({ target }) => target))).toEqual(new Set(['team']));
    for (const target of ['hook', 'single']) expect(textsOf(shown, target)).toHaveLength(60);
  });

  test('folds each target as if it was alone', async () => {
    const alone = await rehearse(burst(60), { targets: { a: SLACK } }, '--summary');
    const together = await rehearse(burst(60), { targets: { a: SLACK, b: SLACK, c: SLACK } }, '--summary');

    const summaryOf = (shown: typeof alone.shown) => textsOf(shown, 'a').find((text) => text && SUMMARY.test(text));
    expect(summaryOf(alone.shown)).toMatch(SUMMARY);
    expect(summaryOf(together.shown)).toBe(summaryOf(alone.shown));
  });

  test('tells people where the summary is, and how late it was', async () => {
    const world = openWorld();
    world.files.set('m.json', JSON.stringify(burst(60)));

    const { stdout } = await world.run('rehearse', 'm.json', '--summary');

    expect(stdout).toMatch(/^ {2}team {2}in the summary of message 60$/m);
    expect(stdout).toMatch(/^ {2}team {2}in the summary below$/m);
    expect(stdout).toMatch(/more alerts.* later\)$/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^60 messages · 61 deliveries \(.*in a summary \d+/);
  });
});
