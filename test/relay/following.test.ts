import type { Notification, Occasion } from '../../src/model/notification.ts';
import { openFilters } from '../../src/model/target.ts';
import { route } from '../../src/relay/route.ts';
import { aNotification } from '../support/factories.ts';

const FIX = { kind: 'fixed', count: 1, since: '2026-03-04T09:00:00Z' } as const;
const RUN = { id: 'run-1' };

const deliveriesOf = (filters: object, notification: Partial<Notification>) =>
  route(aNotification({ level: 'pipeline', execution: RUN, ...notification }), [
    ['team', openFilters({ platform: 'slack-app', ...filters })],
  ]).map(({ updateOnly }) => (updateOnly ? 'update' : 'news'));

describe('a target with conversations also gets what changes a posted message', () => {
  test.each<[string, Occasion[], object, Partial<Notification>]>([
    ['a fix after a failure', ['failed'], {}, { moment: 'succeeded', transition: FIX }],
    ['a further failure', ['broken'], {}, { moment: 'failed', transition: { ...FIX, kind: 'still-failing' } }],
    ['a fix of a failed stage', ['failed'], { when: { stages: ['Deploy'] } }, { moment: 'succeeded', transition: FIX }],
    ['a rollback', ['failed'], {}, { moment: 'rolled-back' }],
    ['a decision', ['approval'], {}, { moment: 'approved', level: 'action' }],
    [
      'an approval that is not needed any more',
      ['approval'],
      {},
      { moment: 'abandoned', level: 'action', action: { name: 'Sign-off', category: 'Approval' } },
    ],
    ['a stage of a run', ['started'], {}, { moment: 'succeeded', level: 'stage', stage: 'Build' }],
    ['a stage of a run', ['failed'], { thread: 'run' }, { moment: 'started', level: 'stage', stage: 'Build' }],
    ['the end of a run', ['failed'], { thread: 'run' }, { moment: 'succeeded' }],
  ])('%s for %j', (_, on, more, notification) => {
    expect(deliveriesOf({ on, ...more }, notification)).toEqual(['update']);
  });

  test.each<[string, Occasion[], object, Partial<Notification>]>([
    ['a success that fixes nothing', ['failed'], {}, { moment: 'succeeded' }],
    ['a start', ['failed'], {}, { moment: 'started' }],
    ['a stage', ['failed'], {}, { moment: 'started', level: 'stage', stage: 'Build' }],
    ['an action', ['started'], {}, { moment: 'started', level: 'action', stage: 'Build', action: { name: 'Test' } }],
    ['a decision, without approvals', ['failed'], {}, { moment: 'approved', level: 'action' }],
    ['a fix, with thread off', ['failed'], { thread: 'off' }, { moment: 'succeeded', transition: FIX }],
    ['a fix, on another platform', ['failed'], { platform: 'slack' }, { moment: 'succeeded', transition: FIX }],
    [
      'a fix outside of its filters',
      ['failed'],
      { when: { pipelines: ['x'] } },
      { moment: 'succeeded', transition: FIX },
    ],
    ['a fix, switched off', ['failed'], { enabled: false }, { moment: 'succeeded', transition: FIX }],
  ])('but not %s for %j', (_, on, more, notification) => {
    expect(deliveriesOf({ on, ...more }, notification)).toEqual([]);
  });

  test('and what it asks for is news', () => {
    expect(deliveriesOf({ on: ['fixed'] }, { moment: 'succeeded', transition: FIX })).toEqual(['news']);
  });
});
