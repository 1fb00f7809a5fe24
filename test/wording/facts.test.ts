import fc from 'fast-check';
import type { Notification } from '../../src/model/notification.ts';
import { facts, links, triggerWords } from '../../src/wording/words.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';

const triggered = (trigger: Notification['trigger']) => triggerWords(aNotification({ trigger }));

describe('the trigger of an execution', () => {
  test.each([
    ['arn:aws:sts::111122223333:assumed-role/Release/ada.moreno', 'a start request (ada.moreno)'],
    ['arn:aws:iam::111122223333:user/team/ada', 'a start request (ada)'],
    ['arn:aws:iam::111122223333:root', 'a start request (root)'],
    ['arn:aws-cn:iam::111122223333:user/ada', 'a start request (ada)'],
    ['arn:aws:codeconnections:eu-west-1:111122223333:connection/3e9b', 'a start request'],
    [undefined, 'a start request'],
  ])('shows the caller %s as "%s"', (detail, words) => {
    expect(triggered({ type: 'StartPipelineExecution', words: 'a start request', detail })).toBe(words);
  });

  test('is AWS’s name if there is no phrase for it', () => {
    expect(triggered({ type: 'Moonlight' })).toBe('Moonlight');
    expect(triggered({ type: 'constructor' })).toBe('constructor');
    expect(triggered({})).toBeUndefined();
    expect(triggered(undefined)).toBeUndefined();
  });
});

describe('the facts', () => {
  test('are sorted by usefulness', () => {
    const notification = aNotification({
      action: { name: 'UnitTests', provider: 'CodeBuild' },
      trigger: { type: 'Webhook', words: 'a push' },
      execution: { id: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910', attempt: 3, url: 'https://example.com/' },
    });

    expect(facts(notification)).toEqual([
      { label: 'Took', value: '4 min 12 s' },
      { label: 'Retry', value: '2' },
      { label: 'Provider', value: 'CodeBuild' },
      { label: 'Started by', value: 'a push' },
      { label: 'Account', value: '111122223333 in eu-west-1' },
      { label: 'Execution', value: '7f6e5d4c' },
    ]);
  });

  test('omit unknown values', () => {
    const bare = { account: undefined, region: undefined, execution: undefined, durationSeconds: undefined };

    expect(facts(aNotification(bare))).toEqual([]);
    expect(facts(aNotification({ ...bare, region: 'eu-west-1' }))).toEqual([{ label: 'Region', value: 'eu-west-1' }]);
  });

  test('show an account by its name from the settings', () => {
    const [, , account] = facts(aNotification({ accountName: 'shop-live', trigger: { type: 'Webhook' } }));

    expect(account).toEqual({ label: 'Account', value: 'shop-live in eu-west-1' });
  });

  test('do not repeat the retry that the headline names', () => {
    const execution = { id: 'x', attempt: 3 };
    const transition = { kind: 'still-failing', count: 3, since: '2026-03-04T07:05:30.000Z', retry: 2 } as const;
    const labels = (fields: Partial<Notification>) => facts(aNotification(fields)).map(({ label }) => label);

    expect(labels({ execution, transition })).not.toContain('Retry');
    expect(labels({ execution, transition: { ...transition, kind: 'fixed' } })).toContain('Retry');
  });

  test('omit the provider of an approval, which is always manual', () => {
    const action = { name: 'SignOff', category: 'Approval', provider: 'Manual' };
    const labels = (category: string) =>
      facts(aNotification({ action: { ...action, category } })).map(({ label }) => label);

    expect(labels('Build')).toContain('Provider');
    expect(labels('Approval')).not.toContain('Provider');
  });

  test.each([
    ['whole where it is no UUID', 'arn:aws:x', 'arn:aws:x'],
    ['by its beginning where it is a digest', `sha256:${'4f1d2c3b'.repeat(8)}`, '4f1d2c3b4f1d'],
  ])('show an execution’s id %s', (_, id, value) => {
    expect(facts(aNotification({ execution: { id } })).at(-1)).toEqual({ label: 'Execution', value });
  });
});

describe('the links', () => {
  const labels = (fields: Partial<Notification>) => links(aNotification(fields)).map(({ label }) => label);

  test('begin with the most useful one', () => {
    expect(labels({ approval: { reviewUrl: 'https://example.com/review' } })).toEqual([
      'Review',
      'Open failure',
      'Open execution',
      'Open commit',
    ]);
  });

  test('include the log and the comparison with the last success', () => {
    const failures = [{ url: 'https://example.com/build', logUrl: 'https://example.com/log' }];
    const lastGood = { execution: 'x', url: 'https://example.com/good', compareUrl: 'https://example.com/compare' };

    expect(labels({ failures, lastGood })).toEqual([
      'Open failure',
      'Open log',
      'Open execution',
      'Compare',
      'Open commit',
    ]);
  });

  test('open the pipeline if no execution is known', () => {
    expect(labels({ execution: undefined, failures: [], commits: [] })).toEqual(['Open pipeline']);
  });

  test('have each URL once', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const urls = links(notification).map(({ url }) => url);
        expect(new Set(urls).size).toBe(urls.length);
      }),
    );
  });
});
