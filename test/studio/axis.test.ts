import type { FlowDelivery, FlowStep } from '../../src/studio/flow-api.ts';
import { courseOf, positionOf, TICKS } from '../../src/studio/page/flow/axis.ts';

const START = Date.parse('2026-11-20T09:00:00Z');
const after = (seconds: number) => new Date(START + seconds * 1000).toISOString();

const step = (kind: FlowStep['kind'], seconds: number, status?: number): FlowStep => ({
  at: after(seconds),
  kind,
  attempt: 1,
  text: kind,
  ...(status && { status, sent: true }),
});

const aDelivery = (steps: FlowStep[], change: Partial<FlowDelivery> = {}): FlowDelivery => ({
  id: 'd1',
  event: 'e1',
  target: 'team-bakery',
  headline: 'bread failed',
  icon: '🔴',
  severity: 'failure',
  state: 'waiting',
  attempt: 1,
  steps,
  ...change,
});

describe('the time axis', () => {
  test('is absent for a delivery that succeeded at once, and present for one that was retried', () => {
    const atOnce = [step('queued', 0), step('sending', 0), step('delivered', 1, 200)];
    const retried = [step('queued', 0), step('retry', 1, 500), step('delivered', 6, 200)];

    expect(courseOf(aDelivery(atOnce, { state: 'delivered' }), START)).toBeUndefined();
    expect(courseOf(aDelivery(retried, { state: 'delivered' }), START)).toMatchObject({
      attempts: [
        { ageMs: 1000, kind: 'retry' },
        { ageMs: 6000, kind: 'delivered' },
      ],
      summary: 'Delivered after 2 attempts and 6 s.',
    });
  });

  test('shows the present, the next attempt and the end of a waiting delivery', () => {
    const delivery = aDelivery([step('queued', 0), step('retry', 1, 500)], { until: after(31) });

    expect(courseOf(delivery, START + 11_000)).toMatchObject({
      nowMs: 11_000,
      nextMs: 31_000,
      summary:
        '1 attempt so far. The next attempt is in 20 s. After 10 hours without success it becomes a dead letter.',
    });
  });

  test('counts no wait without a request as an attempt', () => {
    const delivery = aDelivery([step('queued', 0), step('retry', 1, 429), step('retry', 20)]);

    expect(courseOf(delivery, START)?.attempts).toHaveLength(1);
  });

  test('counts a request without an answer as an attempt', () => {
    const silent: FlowStep = { ...step('retry', 15), reason: 'timeout', sent: true };

    expect(courseOf(aDelivery([step('queued', 0), silent]), START)).toMatchObject({
      attempts: [{ ageMs: 15_000, kind: 'retry' }],
      summary: expect.stringMatching(/^1 attempt so far\./),
    });
  });

  test('shows the end of a delivery that was given up without a request, and counts no attempt', () => {
    const delivery = aDelivery([step('queued', 0), { ...step('rejected', 2), reason: 'target-gone' }], {
      state: 'dead',
    });

    expect(courseOf(delivery, START)).toMatchObject({
      attempts: [{ ageMs: 2000, kind: 'rejected' }],
      summary: 'Given up after 0 attempts and 2 s. It is a dead letter now.',
    });
  });

  test('begins again when a dead letter is sent again', () => {
    const steps = [step('queued', 0), step('rejected', 1, 410), step('redriven', 600), step('rejected', 602, 410)];

    expect(courseOf(aDelivery(steps, { state: 'dead' }), START)).toEqual({
      attempts: [{ ageMs: 2000, kind: 'rejected', text: 'rejected' }],
      summary: 'Given up after 1 attempt and 2 s. It is a dead letter now.',
    });
  });

  test('has labels in the order of time from the start to the end of ten hours', () => {
    const positions = TICKS.map(({ ageMs }) => positionOf(ageMs));

    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect([positions[0], positions.at(-1)]).toEqual([0, 100]);
    expect(positionOf(99 * 3_600_000)).toBe(100);
  });
});
