import { enrich } from '../../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../../src/model/notification.ts';
import { fakeAws } from '../../../enrichment/fake-aws.ts';
import { aBareFailure, EARLIER, GOOD, ID } from '../../../enrichment/fixtures.ts';
import { type ListedRun, listed, sha } from './runs.ts';

const good: ListedRun = { id: GOOD, status: 'Succeeded', minute: 0, sources: { App: sha('a1'), Infra: sha('b1') } };
const none = { 'codepipeline ListActionExecutions': { actionExecutionDetails: [] } };

const changeOf = async (event: Partial<Notification>, ...runs: ListedRun[]) => {
  const { commits, commitsNote } = await enrich(aBareFailure(event), fakeAws({ ...listed(...runs), ...none }));
  return { commits: commits.map(({ id }) => id.replace(/0+$/, '')), note: commitsNote };
};

const fixed = {
  moment: 'succeeded',
  transition: { kind: 'fixed', count: 2, since: '2026-04-08T10:15:00.000Z' },
} as const;

describe('the suspects of a failure', () => {
  const own: ListedRun = { id: ID, status: 'Failed', minute: 60, sources: { Infra: sha('b1'), App: sha('a4') } };

  test('are the commits since the last success, without those that it had already', async () => {
    expect(await changeOf({}, own, good)).toEqual({ commits: ['a4'], note: 'heads' });
  });

  test('begin with those that were added since the previous failure', async () => {
    const previous: ListedRun = {
      id: EARLIER,
      status: 'Failed',
      minute: 30,
      sources: { App: sha('a2'), Infra: sha('b2') },
    };
    const run = { ...own, sources: { Infra: sha('b2'), App: sha('a4') } };

    expect(await changeOf({}, run, previous, good)).toEqual({ commits: ['a4', 'b2', 'a2'], note: 'heads' });
  });

  test('contain a run that was superseded', async () => {
    const superseded: ListedRun = { id: EARLIER, status: 'Superseded', minute: 30, sources: { App: sha('a3') } };

    expect((await changeOf({}, own, superseded, good)).commits).toEqual(['a4', 'a3']);
  });

  test('are noted as the same if nothing was added since the previous failure', async () => {
    const previous: ListedRun = { ...own, id: EARLIER, minute: 30 };

    expect(await changeOf({}, own, previous, good)).toEqual({ commits: ['a4'], note: 'same' });
  });

  test('are the commits of the run if it contains nothing new', async () => {
    const run = { ...own, sources: { App: sha('a1'), Infra: sha('b1') } };

    expect(await changeOf({}, run, good)).toEqual({ commits: ['a1', 'b1'], note: undefined });
  });

  test('need no note about further commits for an object of S3', async () => {
    const run = { ...own, sources: { Bundle: 'k3VtX9wQ' } };

    expect(await changeOf({}, run, good)).toEqual({ commits: ['k3VtX9wQ'], note: undefined });
  });
});

describe('the fix of a failure', () => {
  const own: ListedRun = { id: ID, status: 'Succeeded', minute: 60, sources: { App: sha('a4'), Infra: sha('b1') } };
  const broken: ListedRun = {
    id: EARLIER,
    status: 'Failed',
    minute: 30,
    sources: { App: sha('a2'), Infra: sha('b1') },
  };

  test('is what no failed run contained', async () => {
    expect(await changeOf(fixed, own, broken, good)).toEqual({ commits: ['a4'], note: 'heads' });
  });

  test('contains a run that was superseded after the last failure, and none before it', async () => {
    const skipped: ListedRun = { id: 's-2', status: 'Superseded', minute: 40, sources: { App: sha('a3') } };
    const before: ListedRun = { id: 's-1', status: 'Superseded', minute: 20, sources: { App: sha('a0') } };

    expect((await changeOf(fixed, own, skipped, broken, before, good)).commits).toEqual(['a4', 'a3']);
  });

  test('is nothing if the same commits were run again', async () => {
    const run = { ...own, sources: { App: sha('a2'), Infra: sha('b1') } };

    expect(await changeOf(fixed, run, broken, good)).toEqual({ commits: [], note: 'same' });
    expect(await changeOf({ ...fixed, commits: [{ id: sha('a2') }] }, run, broken, good)).toEqual({
      commits: [],
      note: 'same',
    });
  });

  test('is nothing after an earlier failed run of the same commit', async () => {
    const first: ListedRun = { ...broken, id: 'f-1', minute: 20, sources: { App: sha('a4'), Infra: sha('b1') } };

    expect(await changeOf(fixed, own, broken, first, good)).toEqual({ commits: [], note: 'same' });
  });

  test('is nothing for a retry of the run, without a call', async () => {
    const transition = { kind: 'recovered-on-retry', count: 1, since: '2026-04-08T10:15:00.000Z', retry: 1 } as const;
    const aws = fakeAws(listed(own, good));

    const result = await enrich(aBareFailure({ moment: 'succeeded', transition, commits: [{ id: sha('a4') }] }), aws);

    expect(result).toMatchObject({ commits: [], commitsNote: 'same' });
    expect(aws.calls).toEqual([]);
  });

  test('is the commit of the event if AWS does not list the run', async () => {
    expect(await changeOf({ ...fixed, commits: [{ id: sha('a4') }] }, good)).toEqual({
      commits: ['a4'],
      note: undefined,
    });
  });
});
