import { MOMENTS, type Notification } from '../../src/model/notification.ts';
import { headline } from '../../src/wording/headline.ts';
import { loadVerdicts } from '../../src/wording/verdict-tables.ts';
import { aNotification } from '../support/factories.ts';

const since = '2026-03-04T07:05:30.000Z';
const transition = (kind: NonNullable<Notification['transition']>['kind'], more = {}) =>
  ({ transition: { kind, count: 3, since, ...more } }) as const;

beforeAll(() => loadVerdicts('s3'));

describe('the headline', () => {
  test.each([
    ['started', 'storefront started'],
    ['succeeded', 'storefront succeeded'],
    ['failed', 'storefront failed at Deploy'],
    ['stopping', 'storefront is stopping at Deploy'],
    ['stopped', 'storefront was stopped at Deploy'],
    ['superseded', 'storefront was superseded'],
    ['canceled', 'storefront was canceled'],
    ['resumed', 'storefront resumed'],
    ['abandoned', 'storefront was abandoned'],
    ['rolled-back', 'storefront was rolled back at Deploy'],
    ['approval', 'storefront is waiting for approval · Deploy'],
    ['approved', 'storefront was approved'],
    ['rejected', 'storefront was rejected'],
    ['expired', 'The approval of storefront expired'],
    ['change', 'storefront is now FAILED'],
    ['message', 'storefront'],
  ] as const)('of the moment "%s" is "%s"', (moment, words) => {
    expect(headline(aNotification({ moment }))).toBe(words);
  });

  test('has a text for every moment', () => {
    for (const moment of MOMENTS) expect(headline(aNotification({ moment }))).not.toMatch(/undefined|NaN|^$/);
  });

  test.each([
    ['storefront is still failing', transition('still-failing')],
    ['storefront failed again', transition('still-failing', { retry: 1 })],
    ['storefront is fixed', { ...transition('fixed', { retry: 1 }), moment: 'succeeded' }],
    ['storefront recovered on retry 1', { ...transition('recovered-on-retry', { retry: 1 }), moment: 'succeeded' }],
    ['storefront recovered on retry', { ...transition('recovered-on-retry'), moment: 'succeeded' }],
  ] as const)('after earlier endings is "%s"', (words, fields) => {
    expect(headline(aNotification(fields))).toBe(words);
  });

  test.each([
    ['storefront failed at Deploy', { stage: 'Deploy' }],
    ['storefront failed at Deploy › CreateStack', { stage: 'Deploy', action: { name: 'CreateStack' } }],
    ['storefront › Deploy started', { moment: 'started', stage: 'Deploy' }],
    ['storefront was stopped at Deploy by Ada Moreno', { moment: 'stopped', stoppedBy: 'Ada Moreno' }],
    ['storefront was approved by Hana Kim', { moment: 'approved', decision: { kind: 'approved', by: 'Hana Kim' } }],
    ['The rollback of storefront failed at Deploy', { rollback: true }],
    ['The rollback of storefront started', { moment: 'started', rollback: true }],
  ] as const)('names place and person: "%s"', (words, fields) => {
    expect(headline(aNotification(fields))).toBe(words);
  });

  test.each([
    ['storefront failed for feature/a (#7) at Deploy', { kind: 'pull-request', name: 'feature/a', number: '7' }],
    ['storefront failed for tag v1 at Deploy', { kind: 'tag', name: 'v1' }],
    ['storefront failed for next at Deploy', { kind: 'branch', name: 'next' }],
    ['storefront failed at Deploy', { kind: 'branch', name: 'main' }],
    ['storefront failed at Deploy', { kind: 'contributor', name: 'i-0aa' }],
  ])('names the series behind the verb: "%s"', (words, series) => {
    expect(headline(aNotification({ series }))).toBe(words);
  });

  test.each([
    ['shop-5xx failed', 'alarm'],
    ['shop-5xx deployment failed', 'deployment'],
    ['Stack shop-5xx failed', 'stack'],
    ['Release train shop-5xx failed', 'release train'],
  ])('has the subject as "%s" for the kind %s', (words, kind) => {
    expect(headline(aNotification({ pipeline: undefined, failures: [], resource: { kind, name: 'shop-5xx' } }))).toBe(
      words,
    );
  });

  test('of a build names its branch, and no phase as a place', () => {
    const build = {
      pipeline: undefined,
      resource: { kind: 'build', name: 'web-tests' },
      failures: [{ stage: 'BUILD' }],
    };

    expect(headline(aNotification(build))).toBe('web-tests failed on main');
    expect(headline(aNotification({ ...build, commits: [] }))).toBe('web-tests failed');
  });

  test('says of how many parts how many failed', () => {
    const parts = (kind: string, of: string, total?: number) =>
      headline(
        aNotification({
          pipeline: undefined,
          commits: [],
          failures: [],
          resource: { kind, name: 'shop/live' },
          counts: { of, failed: 2, ...(total !== undefined && { total }) },
        }),
      );

    expect(parts('deployment', 'instances', 3)).toBe('shop/live deployment failed on 2 of 3 instances');
    expect(parts('deployment', 'instances')).toBe('shop/live deployment failed on 2 instances');
    expect(parts('build-batch', 'builds', 3)).toBe('shop/live: 2 of 3 builds failed');
    expect(parts('deployment', 'tasks', 3)).toBe('shop/live deployment failed');
  });

  test('is the verdict of the source, else the title of a sender', () => {
    const verdict = { code: 'object-deleted', values: { object: 'a.zip' } };

    expect(headline(aNotification({ title: 'Disk full' }))).toBe('Disk full');
    expect(headline(aNotification({ title: 'Disk full', verdict }))).toBe('a.zip was deleted from storefront');
    expect(headline(aNotification({ title: 'Disk full', verdict: { code: 'of-tomorrow', values: {} } }))).toBe(
      'Disk full',
    );
  });

  test('says that an alarm is muted, by what and until when', () => {
    const title = 'shop-5xx went off';
    const muted = (mute: object, time = '2026-03-04T02:10:00.000Z') => headline(aNotification({ title, mute, time }));

    expect(muted({ by: 'nightly', until: '2026-03-04T04:00:00Z' })).toBe(`${title}, muted by nightly until 04:00 UTC`);
    expect(muted({ until: '2026-03-05T04:00:00Z' })).toBe(`${title}, muted until Mar 5, 04:00 UTC`);
    expect(muted({})).toBe(`${title}, muted`);
  });

  test('ends with the environment, or else with the name of the account', () => {
    expect(headline(aNotification({ environment: 'prod', accountName: 'shop' }))).toBe(
      'storefront failed at Deploy · prod',
    );
    expect(headline(aNotification({ accountName: 'shop' }))).toBe('storefront failed at Deploy · shop');
  });

  test('of an event without a name is "An event"', () => {
    expect(headline(aNotification({ moment: 'change', pipeline: undefined, state: undefined }))).toBe(
      'An event changed',
    );
  });
});
