import type { Author } from '../../src/model/author.ts';
import type { Commit, Notification } from '../../src/model/notification.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { Filters } from '../../src/model/target.ts';
import { isNewlyBroken } from '../../src/relay/authors.ts';
import { route } from '../../src/relay/route.ts';
import { suspectsOf } from '../../src/relay/suspects.ts';
import { aNotification } from '../support/factories.ts';

const SINCE = '2026-03-04T09:00:00Z';
const commit = (id: string, author = `Author of ${id}`): Commit => ({ id, author });

const broken = (authors: readonly Author[], more: Partial<Notification> = {}): Notification =>
  aNotification({
    transition: { kind: 'broken', count: 1, since: SINCE },
    commits: authors.map(({ commit: id }) => commit(id)),
    authors,
    ...more,
  });

const people = (notification: Notification, settings?: Settings['people']) =>
  suspectsOf(notification, settings)('slack-app');

const ADA = { commit: 'a', email: 'ada@example.com' };

describe('the suspects', () => {
  test('of a first failure are the authors of its commits', () => {
    expect(people(broken([ADA]))).toEqual([{ email: 'ada@example.com' }]);
  });

  test.each<[string, Partial<Notification>]>([
    ['a further failure', { transition: { kind: 'still-failing', count: 2, since: SINCE } }],
    ['a success', { moment: 'succeeded', transition: { kind: 'fixed', count: 1, since: SINCE } }],
    ['a failure without a history', { transition: undefined }],
    ['an alert with further facts', { update: true }],
    ['a rollback', { rollback: true }],
  ])('are not asked for by %s', (_, more) => {
    expect(isNewlyBroken(broken([ADA]))).toBe(true);
    expect(isNewlyBroken(broken([ADA], more))).toBe(false);
  });

  test('do not include the authors of commits that are no suspects', () => {
    const other = { commit: 'z', email: 'zoe@example.com' };

    expect(people(broken([ADA, other], { commits: [commit('a')] }))).toEqual([{ email: 'ada@example.com' }]);
  });

  test('are at most three people, those of the newest commits, each once', () => {
    const authors = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      commit: id,
      email: `${id === 'b' ? 'a' : id}@example.com`,
    }));

    expect(people(broken(authors)).map(({ email }) => email)).toEqual([
      'a@example.com',
      'c@example.com',
      'd@example.com',
    ]);
  });
});

describe('the settings', () => {
  const GITHUB = { commit: 'a', email: '1234+ada@users.noreply.github.com' };

  test.each([
    ['the whole address', '1234+ada@users.noreply.github.com'],
    ['the address without its number', 'ada@users.noreply.github.com'],
    ['the login', 'ada'],
    ['the name', 'Author of a'],
    ['another case', 'ADA@Users.Noreply.GitHub.com'],
  ])('name the person of an address without mail by %s', (_, name) => {
    expect(people(broken([GITHUB]), { 'slack-app': { [name]: 'U1' } })).toEqual([{ id: 'U1' }]);
  });

  test('name a person whose commit has no address', () => {
    expect(people(broken([{ commit: 'a', login: 'ada-moreno' }]), { 'slack-app': { 'ada-moreno': 'U1' } })).toEqual([
      { id: 'U1' },
    ]);
  });

  test('count before the address, which counts before the name', () => {
    const listed = { 'slack-app': { 'Author of a': 'U2', 'ada@example.com': 'U1' } };

    expect(people(broken([ADA]), listed)).toEqual([{ id: 'U1' }]);
  });

  test('of another platform do not count', () => {
    expect(people(broken([ADA]), { discord: { 'ada@example.com': '7' } })).toEqual([{ email: 'ada@example.com' }]);
  });

  test.each(['1234+ada@users.noreply.github.com', 'noreply@example.com', '7-ada@users.noreply.gitlab.com'])(
    'are needed for %s, which no platform is asked about',
    (email) => {
      expect(people(broken([{ commit: 'a', email }]))).toEqual([]);
    },
  );

  test('with names of properties are ordinary names', () => {
    expect(people(broken([{ commit: 'a', login: 'constructor' }]), { 'slack-app': {} })).toEqual([]);
  });
});

describe('a delivery', () => {
  const target = (more: Partial<Filters>): Filters => ({
    platform: 'slack-app',
    on: ['failed'],
    levels: ['pipeline'],
    enabled: true,
    ...more,
  });
  const { authors: _, ...notification } = broken([ADA]);
  const suspects = suspectsOf(broken([ADA]));

  test('has the people only for a target that mentions authors', () => {
    const targets = [
      ['asks', target({ mention: { author: true } })],
      ['declines', target({ mention: { author: false } })],
      ['silent', target({ mention: { author: true }, on: ['fixed'] })],
      ['webhook', target({ platform: 'webhook' })],
    ] as const;

    const deliveries = route(notification, targets, suspects);

    expect(deliveries.filter(({ people: found }) => found)).toEqual([
      expect.objectContaining({ target: 'asks', people: [{ email: 'ada@example.com' }] }),
    ]);
    expect(deliveries.map(({ target: name }) => name)).toEqual(['asks', 'declines', 'silent', 'webhook']);
  });
});
