import { MOMENTS, type Notification } from '../../src/model/notification.ts';
import { attemptKey, phaseOf, wantsProgress } from '../../src/relay/order.ts';
import { aNotification } from '../support/factories.ts';

describe('the phase of a notification', () => {
  test('is final, progress or undefined, by its moment', () => {
    const phases = MOMENTS.map((moment) => [moment, phaseOf(aNotification({ moment }))]);

    expect(Object.fromEntries(phases)).toStrictEqual({
      started: 'progress',
      resumed: 'progress',
      stopping: 'progress',
      succeeded: 'final',
      failed: 'final',
      stopped: 'final',
      superseded: 'final',
      canceled: 'final',
      abandoned: 'final',
      'rolled-back': 'final',
      approved: 'final',
      rejected: 'final',
      expired: 'final',
      approval: undefined,
      change: undefined,
      message: undefined,
    });
  });

  test('is undefined without an execution', () => {
    const { execution: _, ...without } = aNotification();

    expect(phaseOf(without)).toBeUndefined();
  });
});

describe('the key of an attempt', () => {
  const keyOf = (overrides: Partial<Notification> = {}, target = 'team'): string =>
    JSON.stringify(attemptKey(target, aNotification(overrides)));

  test('is the same from the start to the end of the attempt', () => {
    expect(keyOf({ moment: 'started', id: 'a', time: '2026-03-04T09:11:18.000Z' })).toBe(keyOf());
  });

  test('is that of the first attempt if the event has no attempt', () => {
    const { execution } = aNotification();

    expect(keyOf({ execution: { id: execution?.id ?? '' } })).toBe(keyOf());
  });

  test.each<[string, Partial<Notification>]>([
    ['account', { account: '999988887777' }],
    ['region', { region: 'eu-north-1' }],
    ['level', { level: 'stage' }],
    ['source', { source: 'step-functions' }],
    ['pipeline', { pipeline: { name: 'other' } }],
    ['resource', { resource: { kind: 'state-machine', name: 'billing' } }],
    ['execution', { execution: { id: 'another' } }],
    ['attempt', { execution: { id: aNotification().execution?.id ?? '', attempt: 2 } }],
    ['stage', { stage: 'Deploy' }],
    ['action', { action: { name: 'CreateStack' } }],
  ])('differs for another %s', (_, overrides) => {
    expect(keyOf(overrides)).not.toBe(keyOf());
  });

  test('differs for another target', () => {
    expect(keyOf({}, 'ops')).not.toBe(keyOf());
  });
});

test('only a target with progress triggers wants progress', () => {
  expect(wantsProgress(['started', 'failed'])).toBe(true);
  expect(wantsProgress(['stopping'])).toBe(true);
  expect(wantsProgress(['failed', 'fixed', 'approval', 'succeeded'])).toBe(false);
});
