import { MOMENTS, type Notification } from '../../src/model/notification.ts';
import { attemptKey, phaseOf, wantsProgress } from '../../src/relay/order.ts';
import { aNotification } from '../support/factories.ts';

describe('the place of a notification', () => {
  test('is an end, a beginning, or neither, by its moment', () => {
    const places = MOMENTS.map((moment) => [moment, phaseOf(aNotification({ moment }))]);

    expect(Object.fromEntries(places)).toEqual({
      started: 'progress',
      resumed: 'progress',
      stopping: 'progress',
      succeeded: 'final',
      failed: 'final',
      stopped: 'final',
      superseded: 'final',
      canceled: 'final',
      abandoned: 'final',
      fixed: undefined,
      approval: undefined,
      change: undefined,
      message: undefined,
    });
  });

  test('is none where there is no execution to be told of', () => {
    const { execution: _, ...without } = aNotification();

    expect(phaseOf(without)).toBeUndefined();
  });
});

describe('a thread', () => {
  const thread = (overrides: Partial<Notification> = {}, target = 'team'): string =>
    JSON.stringify(attemptKey(target, aNotification(overrides)));

  test('is the same from the beginning to the end of one attempt', () => {
    expect(thread({ moment: 'started', id: 'a', time: '2026-03-04T09:11:18.000Z' })).toBe(thread());
  });

  test('counts the first attempt where none is told', () => {
    const { execution } = aNotification();

    expect(thread({ execution: { id: execution?.id ?? '' } })).toBe(thread());
  });

  test.each<[string, Partial<Notification>]>([
    ['account', { account: '999988887777' }],
    ['region', { region: 'eu-north-1' }],
    ['level', { level: 'stage' }],
    ['pipeline', { pipeline: { name: 'other' } }],
    ['execution', { execution: { id: 'another' } }],
    ['attempt', { execution: { id: aNotification().execution?.id ?? '', attempt: 2 } }],
    ['stage', { stage: 'Deploy' }],
    ['action', { action: { name: 'CreateStack' } }],
  ])('of another %s is another', (_, overrides) => {
    expect(thread(overrides)).not.toBe(thread());
  });

  test('of another target is another', () => {
    expect(thread({}, 'ops')).not.toBe(thread());
  });
});

test('only who hears of beginnings can be told them too late', () => {
  expect(wantsProgress(['started', 'failed'])).toBe(true);
  expect(wantsProgress(['stopping'])).toBe(true);
  expect(wantsProgress(['failed', 'fixed', 'approval', 'succeeded'])).toBe(false);
});
