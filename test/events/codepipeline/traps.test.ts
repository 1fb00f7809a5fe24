import { footer } from '../../../src/wording/footer.ts';
import { plainText } from '../../../src/wording/push.ts';
import { expectHidden, fixture, fixtureText, read } from '../reading.ts';

const SHA = '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5';

// Each of these properties of AWS's pipeline events is easily misread.

test('trap 1, three dialects: reads EventBridge, notification rules and approval messages', () => {
  expect(read(fixture('pipeline-failed'))).toMatchObject({ source: 'codepipeline', moment: 'failed' });
  expect(read(fixture('pipeline-failed-rule'))).toMatchObject({ source: 'codepipeline', moment: 'failed' });
  expect(read(fixture('approval-message'))).toMatchObject({ source: 'codepipeline-approval', moment: 'approval' });
});

describe('trap 2, the trigger has two forms:', () => {
  test('who started it', () => {
    expect(read(fixture('pipeline-started'))).toMatchObject({
      trigger: { type: 'StartPipelineExecution', detail: expect.stringContaining('ada.moreno') },
      commits: [],
    });
  });

  test('the commit that started it', () => {
    expect(read(fixture('pipeline-succeeded-git'))).toMatchObject({
      trigger: undefined,
      commits: [
        {
          id: SHA,
          summary: 'Charge the card once',
          author: 'Ada Moreno',
          url: `https://github.com/acme-shop/storefront/commit/${SHA}`,
          repository: 'acme-shop/storefront',
          branch: 'main',
          tag: undefined,
        },
      ],
    });
  });

  test('a tag instead of a branch', () => {
    const event = fixture('pipeline-succeeded-git');
    delete event.detail['execution-trigger']['branch-name'];
    event.detail['execution-trigger']['tag-name'] = 'v4.2.1';

    expect(read(event).commits).toMatchObject([{ branch: undefined, tag: 'v4.2.1' }]);
  });

  test('none, on every other state', () => {
    expect(read(fixture('pipeline-failed'))).toMatchObject({ trigger: undefined, commits: [] });
  });

  test('never an e-mail address', () => {
    expectHidden('@example.com', fixture('pipeline-succeeded-git'));
  });
});

test.each([
  ['2.0', 2],
  ['2', 2],
  ['"2"', 2],
  ['"2.0"', 2],
  ['"two"', undefined],
  ['2.5', undefined],
  ['-1', undefined],
  ['1e400', undefined],
  ['null', undefined],
  ['""', undefined],
  ['{}', undefined],
])('trap 3, numbers: an attempt written as %s is %p', (written, attempt) => {
  const text = fixtureText('pipeline-failed').replace('"pipeline-execution-attempt": 1.0', () => {
    return `"pipeline-execution-attempt": ${written}`;
  });

  expect(read(text)).toMatchObject({ source: 'codepipeline', execution: { attempt } });
});

test('trap 4, attempt 0: reads attempts 0 and 1 of a stage as the first attempt', () => {
  for (const attempt of [0, 1]) {
    const event = fixture('stage-started-rule');
    event.detail['pipeline-execution-attempt'] = attempt;

    const notification = read(event);

    expect(notification.execution?.attempt).toBe(1);
    expect(footer(notification, []).join()).not.toMatch(/retry/);
  }
});

describe('trap 5, failures without a reason:', () => {
  test('a pipeline’s failure from EventBridge has none', () => {
    expect(read(fixture('pipeline-failed'))).toMatchObject({ moment: 'failed', failures: [] });
  });

  test('an action that a notification rule lists once per attempt is shown once', () => {
    expect(read(fixture('pipeline-failed-rule')).failures).toEqual([
      { stage: 'Deploy', action: 'CreateStack', reason: 'The bucket name is taken' },
      { stage: 'Deploy', action: 'Migrate', reason: 'Exit code 3' },
    ]);
  });

  test('a notification rule may have no additional attributes', () => {
    for (const additionalAttributes of [{}, null, undefined, [], 'none']) {
      expect(read({ ...fixture('pipeline-failed-rule'), additionalAttributes })).toMatchObject({
        source: 'codepipeline',
        moment: 'failed',
        failures: [],
      });
    }
  });
});

describe('trap 6, every part of a result may be missing:', () => {
  test('a Commands action has no link, and its id is not a commit', () => {
    expect(read(fixture('action-commands-succeeded'))).toMatchObject({
      moment: 'succeeded',
      action: { category: 'Compute', provider: 'Commands' },
      text: undefined,
      links: [],
      commits: [],
    });
  });

  test.each(['external-execution-url', 'external-execution-summary', 'external-execution-id', 'error-code'])(
    'a failure without its %s',
    (key) => {
      const event = fixture('action-failed');
      delete event.detail['execution-result'][key];

      expect(read(event).failures).toMatchObject([{ stage: 'Build', action: 'UnitTests' }]);
    },
  );
});

describe('trap 7, JSON in a string:', () => {
  test('a connection’s summary is a commit, not a sentence', () => {
    const notification = read(fixture('action-source-succeeded'));

    expect(notification.text).toBeUndefined();
    expect(notification).toMatchObject({
      links: [],
      commits: [
        {
          id: SHA,
          summary: 'Charge the card once',
          repository: 'acme-shop/storefront',
          url: `https://github.com/acme-shop/storefront/commit/${SHA}`,
        },
      ],
    });
  });

  test('a plain summary is the commit’s message', () => {
    const event = fixture('action-source-succeeded');
    event.detail['execution-result']['external-execution-summary'] = '{broken on purpose\n\nbody';

    expect(read(event).commits).toMatchObject([{ id: SHA, summary: '{broken on purpose' }]);
  });

  test('a connection’s summary is never the reason of a failure', () => {
    const event = fixture('action-source-succeeded');
    event.detail.state = 'FAILED';

    expect(read(event).failures).toMatchObject([{ reason: undefined }]);
  });
});

describe('trap 8, copies and disorder:', () => {
  test('both forms of one approval have the same id', () => {
    expect(read(fixture('action-started-approval-rule')).id).toBe(read(fixture('approval-message')).id);
  });

  test('a late event keeps its own time', () => {
    expect(read(fixture('pipeline-failed')).time).toBe('2026-03-04T09:15:30.000Z');
  });
});

test.each([
  ['a JSON string literal', '"Pipeline storefront FAILED"', 'Pipeline storefront FAILED'],
  ['bare detail', JSON.stringify(fixture('pipeline-failed').detail), 'storefront failed'],
  ['two fields', '{"pipeline":"storefront","state":"FAILED"}', 'storefront failed'],
  ['plain text', 'storefront is broken', 'storefront is broken'],
])('trap 10, transformed input: %s is readable', (_, text, words) => {
  expect(read(text).source).toBe('generic');
  expect(plainText(read(text))).toContain(words);
});
