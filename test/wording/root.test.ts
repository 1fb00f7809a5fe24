import type { RootFacts } from '../../src/model/conversation.ts';
import type { Notification } from '../../src/model/notification.ts';
import '../../src/wording/words.ts';
import { stories } from '../platforms/stories.ts';
import { told } from './told.ts';

const REASON = 'tsc: total is possibly undefined';
const facts: RootFacts = { since: '2026-03-04T07:05:30.000Z', reason: REASON, count: 3 };

describe('a root', () => {
  const lines = (notification: Notification, more: RootFacts = {}) =>
    told('root', notification, { ...facts, ...more }).lines;

  test('has the first error where it is another one', () => {
    const first = (notification: Notification, reason: string) => lines(notification, { reason }).join('\n');

    expect(first(stories['still-failing'], REASON)).toContain(`First error: ${REASON}`);
    expect(first(stories['still-failing'], stories.failed.failures[0]?.reason ?? '')).not.toContain('First error');
    expect(first(stories['still-failing'], 'checkout › charges the card once: exp…')).not.toContain('First error');
  });

  test('shows the latest of many stages', () => {
    const stages = Array.from({ length: 12 }, (_, at) => ({ name: `S${at}`, state: 'succeeded' as const }));

    expect(lines(stories.succeeded, { stages })[1]).toBe(
      '+4 earlier S4 ✓ S5 ✓ S6 ✓ S7 ✓ S8 ✓ S9 ✓ S10 ✓ S11 ✓ · took 4 min 12 s',
    );
  });

  test('of a run that is over has no stage that goes on', () => {
    const stages = [{ name: 'Build', state: 'running' as const }];

    expect(lines(stories.started, { stages })[1]).toContain('Build ⏳');
    expect(lines(stories.stopped, { stages })[2]).toMatch(/^Build · took/);
  });

  test('of a run without known stages has its usual duration', () => {
    expect(lines(stories.started, { usualSeconds: 50 })[1]).toBe('usually 50 s');
  });

  test('of a summary has what is fixed since', () => {
    const groups = [{ title: 'Broken now: 2', names: [{ name: 'shop' }, { name: 'cart' }], more: 0 }];
    const summary = { ...stories.message, summary: { count: 9, from: facts.since, occasions: [], groups } };

    expect(lines(summary, { fixed: ['cart'] }).slice(3, 7)).toEqual([
      'Broken now: 1',
      'shop',
      'Fixed since: 1',
      'cart',
    ]);
  });

  test('leaves out that an alert repeats an earlier one', () => {
    const update = { ...stories.failed, update: true };

    expect(lines(update).join('\n')).not.toContain('An update of');
    expect(told('reply', update).lines.join('\n')).toContain('An update of');
  });

  test('of a decision has what was asked and what ships', () => {
    const { commits, approval } = stories.approval;

    expect(lines(stories.approved, { commits, question: approval?.comment ?? '' }).slice(1, 5)).toEqual([
      'Asked: "Smoke tests are green on staging. Look at the basket before you say yes."',
      '"Looks good, ship it"',
      'Ships',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
    ]);
  });

  test('of a stop in an incident has its count, its age, and that it stays open', () => {
    expect(lines(stories.stopped).slice(1, 3)).toEqual(['3 failures, red for 2 h 10 min.', '"Wrong branch, sorry"']);
    expect(lines(stories.stopped)).toContain('The failure stays open until a new run succeeds.');
    expect(told('root', stories.stopped, { since: facts.since }).lines.join('\n')).not.toContain('stays open');
  });
  test('of a run that failed and was stopped is red since its failure, not since its start', () => {
    const redSince = '2026-03-04T09:05:30.000Z';

    expect(lines(stories.stopped, { redSince })[1]).toBe('3 failures, red for 10 min.');
    expect(lines(stories.stopped, { redSince }).join('\n')).toContain('Red since Mar 4, 09:05 UTC');
  });
});
