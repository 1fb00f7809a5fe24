import type { Filters } from '../../src/model/target.ts';
import { FILTERS, type Filter, stoppedBy } from '../../src/relay/route.ts';
import { explainTarget } from '../../src/targets/explain-filters.ts';
import { aNotification } from '../support/factories.ts';

const target: Filters = {
  platform: 'slack',
  on: ['failed'],
  levels: ['pipeline'],
  when: { pipelines: ['store*'], regions: ['eu-*'] },
  enabled: true,
};

/** A filter that the table does not have yet. */
const branches: Filter = {
  wants: () => ['release/*'],
  has: ({ commits: [commit] }) => (commit?.branch === undefined ? undefined : [commit.branch]),
  passes: (wants, has) => has?.[0]?.startsWith(wants[0]?.replace('*', '') ?? '') ?? false,
};

describe('the explanation of a target’s filters', () => {
  test('says what each filter of the target takes', () => {
    expect(explainTarget(target, aNotification())).toEqual({
      gets: true,
      words:
        'on has failed; levels has pipeline; when.pipelines store* takes storefront; when.regions eu-* takes eu-west-1',
    });
  });

  test('names the filter that stops the event, with what it wants and what the event has', () => {
    expect(explainTarget(target, aNotification({ region: 'us-east-1' }))).toEqual({
      gets: false,
      filter: 'when.regions',
      wants: ['eu-*'],
      has: 'us-east-1',
      words: 'when.regions: wants eu-*; this is us-east-1',
    });
  });

  test('includes a filter that is added to the table, whether it passes or stops the event', () => {
    const table = { ...FILTERS, 'when.branches': branches };
    const release = aNotification({ commits: [{ id: 'a', branch: 'release/1' }] });

    expect(explainTarget(target, release, table).words).toContain('when.branches release/* takes release/1');
    expect(explainTarget(target, aNotification(), table)).toMatchObject({
      gets: false,
      filter: 'when.branches',
      words: 'when.branches: wants release/*; this is main',
    });
  });

  test.each([
    {},
    { enabled: false },
    { on: ['started' as const] },
    { levels: ['stage' as const] },
    { when: { stages: ['Build'] } },
  ])('agrees with the routing of %j', (changes) => {
    const filters = { ...target, ...changes };

    expect(explainTarget(filters, aNotification()).filter).toBe(stoppedBy(filters, aNotification()));
  });
});
