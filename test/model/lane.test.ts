import { asideLane, laneOf, parseLane } from '../../src/model/lane.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aDelivery } from '../support/batch.ts';

describe('the lane of a delivery', () => {
  test('is its target', () => {
    expect(laneOf(aDelivery('team', { moment: 'failed' }))).toBe('team');
  });

  test.each([
    { moment: 'approval' },
    { moment: 'succeeded', action: { name: 'Release', category: 'Approval' } },
  ] as const)('is a lane of its own for an approval: %o', (facts) => {
    const lane = laneOf(aDelivery('team', facts));

    expect(lane).not.toBe('team');
    expect(parseLane(lane)).toEqual({ target: 'team', kind: 'approval' });
  });

  test('is a lane of its own for a delivery that is set aside', () => {
    const [one, other] = [aDelivery('team', { id: 'one' }), aDelivery('team', { id: 'other' })];

    expect(asideLane(one)).not.toBe(asideLane(other));
    expect(parseLane(asideLane(one))).toEqual({ target: 'team', kind: 'aside' });
  });

  test('is a valid message group for the longest name of a target', () => {
    const target = 'a'.repeat(100);
    const lane = asideLane({ ...aDelivery(target), id: deliveryId('one', target) });

    expect(lane.length).toBeLessThanOrEqual(128);
    expect(parseLane(lane)).toEqual({ target, kind: 'aside' });
    expect(parseLane(target)).toEqual({ target, kind: 'main' });
  });
});
