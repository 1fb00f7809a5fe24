import type { Notification } from '../../src/model/notification.ts';
import type { Filters } from '../../src/model/target.ts';
import { deliveryId, route, stoppedBy } from '../../src/relay/route.ts';
import { aNotification } from '../support/factories.ts';

const filters = (overrides: Partial<Filters> = {}): Filters => ({
  platform: 'slack',
  on: ['failed', 'fixed', 'approval'],
  levels: ['pipeline'],
  enabled: true,
  ...overrides,
});

const { account: _account, region: _region, pipeline: _pipeline, level: _level, ...bare } = aNotification();

describe('a target', () => {
  test('gets a notification that all its filters pass', () => {
    const when = { pipelines: ['store*'], accounts: ['111122223333'], regions: ['eu-*'], stages: ['Deploy'] };

    expect(stoppedBy(filters({ when }), aNotification())).toBeUndefined();
  });

  test.each<[string, Partial<Filters>, Partial<Notification>]>([
    ['enabled', { enabled: false }, {}],
    ['on', { on: ['started', 'succeeded'] }, {}],
    ['on', {}, { moment: 'message' }],
    ['levels', {}, { level: 'stage' }],
    ['levels', { levels: ['action'] }, { level: 'pipeline' }],
    ['when.pipelines', { when: { pipelines: ['web-*'] } }, {}],
    ['when.pipelines', { when: { pipelines: ['*', '!storefront'] } }, {}],
    ['when.accounts', { when: { accounts: ['999988887777'] } }, {}],
    ['when.regions', { when: { regions: ['us-*'] } }, {}],
    ['when.stages', { when: { stages: ['Build'] } }, {}],
    ['when.stages', { when: { stages: ['Deploy'] } }, { stage: 'Build' }],
  ])('is stopped by %s', (filter, target, notification) => {
    expect(stoppedBy(filters(target), aNotification(notification))).toBe(filter);
  });

  test('is stopped by the first filter in the documented order', () => {
    const when = { pipelines: ['x'], accounts: ['x'], regions: ['x'], stages: ['x'] };
    const strict = filters({ enabled: false, on: ['started'], levels: ['action'], when });
    const notification = aNotification();

    const order = [
      stoppedBy(strict, notification),
      stoppedBy({ ...strict, enabled: true }, notification),
      stoppedBy({ ...strict, enabled: true, on: ['failed'] }, notification),
      stoppedBy(filters({ when }), notification),
      stoppedBy(filters({ when: { ...when, pipelines: ['*'] } }), notification),
      stoppedBy(filters({ when: { regions: ['x'], stages: ['x'] } }), notification),
      stoppedBy(filters({ when: { stages: ['x'] } }), notification),
    ];

    expect(order).toEqual([
      'enabled',
      'on',
      'levels',
      'when.pipelines',
      'when.accounts',
      'when.regions',
      'when.stages',
    ]);
  });

  test.each(['pipeline', 'stage', 'action'] as const)('of any level gets an approval of level %s', (level) => {
    const approval = aNotification({ moment: 'approval', level });

    expect(stoppedBy(filters({ levels: ['pipeline'] }), approval)).toBeUndefined();
    expect(stoppedBy(filters({ levels: ['stage'] }), approval)).toBeUndefined();
    expect(stoppedBy(filters({ levels: ['action'] }), approval)).toBeUndefined();
  });

  test('gets an approval only if it asked for approvals and for the pipeline', () => {
    const approval = aNotification({ moment: 'approval', level: 'action' });

    expect(stoppedBy(filters({ on: ['failed'] }), approval)).toBe('on');
    expect(stoppedBy(filters({ when: { pipelines: ['web-*'] } }), approval)).toBe('when.pipelines');
  });

  test('of any level gets notifications without a level', () => {
    const message: Notification = { ...bare, moment: 'message' };

    expect(stoppedBy(filters({ on: ['message'], levels: ['action'] }), message)).toBeUndefined();
  });

  test.each(['pipelines', 'accounts', 'regions', 'stages'] as const)(
    'with a list of %s gets no notification without one; with exclusions only it does',
    (key) => {
      const message: Notification = { ...bare, failures: [] };

      expect(stoppedBy(filters({ when: { [key]: ['*'] } }), message)).toBe(`when.${key}`);
      expect(stoppedBy(filters({ when: { [key]: ['!x'] } }), message)).toBeUndefined();
    },
  );

  test('with a stage filter gets a pipeline that failed in that stage', () => {
    const failures = [{ reason: 'unknown stage' }, { stage: 'Deploy' }, { stage: 'Build' }];

    expect(stoppedBy(filters({ when: { stages: ['Deploy'] } }), aNotification({ failures }))).toBeUndefined();
    expect(stoppedBy(filters({ when: { stages: ['Build'] } }), aNotification({ failures }))).toBe('when.stages');
  });
});

describe('routing', () => {
  test('makes one delivery for each target that gets the notification, in their order', () => {
    const notification = aNotification();
    const targets = new Map([
      ['team', filters()],
      ['quiet', filters({ on: ['approval'] })],
      ['__proto__', filters()],
      ['off', filters({ enabled: false })],
    ]);

    const deliveries = route(notification, targets);

    expect(deliveries).toEqual([
      { version: 1, id: deliveryId(notification.id, 'team'), target: 'team', notification },
      { version: 1, id: deliveryId(notification.id, '__proto__'), target: '__proto__', notification },
    ]);
  });

  test('makes none without targets', () => {
    expect(route(aNotification(), [])).toEqual([]);
  });
});

describe("a delivery's id", () => {
  test('does not change between versions: it is in queues, tables and receivers', () => {
    expect(deliveryId('0d1c9f5e-2b7a-4c55-9d36-51d2a7b4e801', 'team')).toBe('d_gzghbci4bdaknqyokuobvswaf3');
  });

  test('differs by event and by target, and not by their concatenation', () => {
    const ids = [
      deliveryId('event', 'team'),
      deliveryId('event', 'teams'),
      deliveryId('events', 'team'),
      deliveryId('eventt', 'eam'),
      deliveryId('team', 'event'),
      deliveryId('event","team', ''),
    ];

    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^d_[a-z2-7]{26}$/);
  });
});
