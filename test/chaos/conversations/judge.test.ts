import type { Delivery } from '../../../src/model/delivery.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { aDelivery } from '../../support/batch.ts';
import type { Reason, Shown } from './channels.ts';
import { type Evidence, judge } from './judge.ts';

const news = (minute: number, more: Partial<Notification>): Delivery =>
  aDelivery('incidents', {
    id: `news ${minute}`,
    level: 'pipeline',
    pipeline: { name: 'pipe-1x' },
    time: `2026-03-04T09:0${minute}:00Z`,
    execution: { id: `run-${minute}` },
    ...more,
  });
const BROKEN = news(1, { moment: 'failed', transition: { kind: 'broken', count: 1, since: '2026-03-04T09:01:00Z' } });
const FIXED = news(5, {
  moment: 'succeeded',
  severity: 'success',
  transition: { kind: 'fixed', count: 1, since: '2026-03-04T09:01:00Z' },
});

const shown = (execution: string, text: string): Shown => ({ pipeline: 'pipe-1x', execution, text });
const RED = shown('run-1', '🔴 pipe-1x failed');
const GREEN = shown('run-5', '🟢 pipe-1x is fixed');

/** A failure and its fix: the root is green, and both were posted once. */
const judged = (more: Partial<Evidence> = {}) =>
  judge({
    target: 'incidents',
    place: { thread: 'incident', on: ['failed', 'fixed'], target: {} },
    deliveries: new Map([BROKEN, FIXED].map((delivery) => [delivery.id, delivery])),
    roots: [GREEN],
    counts: new Map([
      [BROKEN.id, 1],
      [FIXED.id, 1],
    ]),
    posted: [RED, GREEN],
    summarised: new Set(),
    dead: new Set(),
    superseded: new Set(),
    reasons: () => new Set<Reason>(),
    hasTableFault: () => false,
    ...more,
  });

test('a root that shows the newest news is right', () => {
  expect(judged()).toEqual({ losses: [], violations: [], excused: [], conversations: 1 });
});

test('news that was never posted is lost, unless it is a dead letter', () => {
  const lost = { roots: [], posted: [], counts: new Map<string, number>() };

  expect(judged(lost).losses).toHaveLength(2);
  expect(judged({ ...lost, dead: new Set([BROKEN.id, FIXED.id]) }).losses).toEqual([]);
});

test.each<[string, Partial<Evidence>, Reason]>([
  ['old: incidents pipe-1x incident succeeded', { roots: [RED] }, 'refused'],
  ['second: incidents pipe-1x incident, 2 roots', { roots: [GREEN, GREEN] }, 'dead'],
  ['missing: incidents pipe-1x incident succeeded', { roots: [] }, 'removed'],
  ['double: incidents pipe-1x succeeded', { counts: new Map([[FIXED.id, 2]]) }, 'dead'],
  ['double: incidents pipe-1x failed', { counts: undefined, posted: [RED, RED, GREEN] }, 'answer lost'],
])('%s is a violation without a reason', (violation, evidence, reason) => {
  expect(judged(evidence).violations).toContain(violation);

  const excused = judged({ ...evidence, reasons: () => new Set([reason]) });
  expect(excused.violations).toEqual([]);
  expect(excused.excused).toContain(`${violation.split(':')[0]}: ${reason}`);
});

test('a reason that does not explain a deviation is no excuse', () => {
  const killed = { reasons: () => new Set<Reason>(['killed']) };

  expect(judged({ roots: [RED], ...killed }).violations).not.toEqual([]);
  expect(judged({ roots: [GREEN, GREEN], ...killed }).violations).toEqual([]);
});
