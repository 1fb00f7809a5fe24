import fc from 'fast-check';
import type { Notification } from '../../src/model/notification.ts';
import { footer } from '../../src/wording/footer.ts';
import { causeUrl, links } from '../../src/wording/links.ts';
import { triggerText } from '../../src/wording/triggers.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';

const triggered = (trigger: Notification['trigger']) => triggerText(aNotification({ trigger }));

describe('the trigger of a run', () => {
  test.each([
    ['arn:aws:sts::111122223333:assumed-role/Release/ada.moreno', 'started by ada.moreno'],
    ['arn:aws:iam::111122223333:user/team/ada', 'started by ada'],
    ['arn:aws:iam::111122223333:root', 'started by root'],
    ['arn:aws-cn:iam::111122223333:user/ada', 'started by ada'],
    ['arn:aws:codeconnections:eu-west-1:111122223333:connection/3e9b', 'started by a start request'],
    [undefined, 'started by a start request'],
  ])('shows the caller %s as "%s"', (detail, words) => {
    expect(triggered({ type: 'StartPipelineExecution', detail })).toBe(words);
  });

  test.each([
    [{ type: 'WebhookV2' }, 'started by a push'],
    [{ type: 'ManualRollback', detail: 'arn:aws:iam::111122223333:user/ada' }, 'rolled back by ada'],
    [{ type: 'Webhook', detail: 'arn:aws:iam::111122223333:user/ada' }, 'started by a push (ada)'],
    [{ type: 'rule', detail: 'nightly' }, 'started by the rule nightly'],
    [{ type: 'rule' }, 'started by an EventBridge rule'],
    [
      { type: 'CloudWatchEvent', detail: 'arn:aws:events:eu-west-1:111122223333:rule/nightly' },
      'started by the rule nightly',
    ],
    [{ type: 'Moonlight' }, 'started by Moonlight'],
    [{ type: 'constructor' }, 'started by constructor'],
    [{ type: 'Webhook', words: 'a nightly timer' }, 'started by a nightly timer'],
    [{}, undefined],
    [undefined, undefined],
  ])('%j is "%s"', (trigger, words) => {
    expect(triggered(trigger)).toBe(words);
  });
});

describe('the footer', () => {
  test('has place, duration, retry, trigger, account with Region, and run', () => {
    const notification = aNotification({
      environment: 'prod',
      accountName: 'shop-live',
      trigger: { type: 'Webhook' },
      execution: { id: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910', attempt: 3, url: 'https://example.com/' },
    });

    expect(footer(notification, [])).toEqual([
      'Deploy › CreateStack',
      'took 4 min 12 s',
      'retry 2',
      'started by a push',
      'account shop-live (111122223333), eu-west-1',
      'run 7f6e5d4c',
    ]);
  });

  test('has no fact that stands above', () => {
    const named = aNotification({ accountName: 'shop-live', execution: { id: 'run-1' } });

    expect(footer(named, ['storefront failed at Deploy › CreateStack · shop-live'])).toEqual([
      'took 4 min 12 s',
      'account 111122223333, eu-west-1',
      'run run-1',
    ]);
  });

  test('has the retry only if the verdict does not name it', () => {
    const execution = { id: 'x', attempt: 3 };
    const transition = { kind: 'still-failing', count: 3, since: '2026-03-04T07:05:30.000Z', retry: 2 } as const;
    const facts = (fields: Partial<Notification>) => footer(aNotification(fields), []);

    expect(facts({ execution, transition })).not.toContain('retry 2');
    expect(facts({ execution, transition: { ...transition, kind: 'fixed' } })).toContain('retry 2');
  });

  test('omits unknown values', () => {
    const bare = { account: undefined, region: undefined, execution: undefined, durationSeconds: undefined };

    expect(footer(aNotification({ ...bare, failures: [] }), [])).toEqual([]);
    expect(footer(aNotification({ ...bare, failures: [], region: 'eu-west-1' }), [])).toEqual(['eu-west-1']);
  });

  test.each([
    ['build', '655c59d8-e24c-41d6-a0ab-6e3cbf3b3e92', 'build 655c59d8'],
    ['build-batch', '655c59d8-e24c-41d6-a0ab-6e3cbf3b3e92', 'batch 655c59d8'],
    ['deployment', 'd-9XK2PLM4Q', 'deployment d-9XK2PLM4Q'],
    ['state-machine', `sha256:${'4f1d2c3b'.repeat(8)}`, 'run 4f1d2c3b4f1d'],
    ['constructor', 'x', 'run x'],
  ])('says what the id of a %s identifies', (kind, id, words) => {
    const notification = aNotification({ pipeline: undefined, resource: { kind, name: 'a' }, execution: { id } });

    expect(footer(notification, []).at(-1)).toBe(words);
  });
});

describe('the links', () => {
  const labels = (fields: Partial<Notification>) => links(aNotification(fields)).map(({ label }) => label);
  const log = 'https://example.com/log';

  test('begin with a runbook, then with what to act on', () => {
    const runbook = { label: 'runbook', url: 'https://wiki.example.com/' };

    expect(
      labels({
        approval: { reviewUrl: 'https://example.com/review' },
        links: [{ ...runbook, label: 'More' }, runbook],
      }),
    ).toEqual(['runbook', 'review', 'open-failure', 'open-run']);
  });

  test('have the log before the run, and the comparison with the last success', () => {
    const failures = [{ url: 'https://example.com/build', logUrl: log }];
    const lastGood = { execution: 'x', url: 'https://example.com/good', compareUrl: 'https://example.com/compare' };
    const own = [{ label: 'runbook', url: 'https://wiki.example.com/' }];

    expect(labels({ failures, lastGood })).toEqual(['open-log', 'open-run', 'compare']);
    expect(causeUrl(aNotification({ failures, links: own }))).toBe(log);
  });

  test('open the pipeline if no run is known, and another subject by its kind', () => {
    const resource = { kind: 'alarm', name: 'shop-5xx', url: 'https://example.com/alarm' };

    expect(labels({ execution: undefined, failures: [] })).toEqual(['open-pipeline']);
    expect(labels({ execution: undefined, failures: [], pipeline: undefined, resource })).toEqual(['open-alarm']);
    expect(labels({ execution: undefined, failures: [], resource: { ...resource, kind: 'x' } })).toContain('open');
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
