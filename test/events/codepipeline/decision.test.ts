import fc from 'fast-check';
import { decisionOf } from '../../../src/events/codepipeline/decision.ts';
import { fixture, read } from '../reading.ts';

const DAY_S = 24 * 3600;

/** The event of an approval that was answered. */
const answered = (
  state: 'SUCCEEDED' | 'FAILED',
  summary: string | undefined,
  more: { start?: string; rule?: string } = {},
) => {
  const { additionalAttributes: _, ...event } = fixture('action-started-approval-rule');
  return {
    ...event,
    time: '2026-03-11T09:13:20Z',
    detail: {
      ...event.detail,
      state,
      'start-time': more.start,
      'execution-result': {
        'external-execution-summary': summary,
        'external-execution-id': '4d1f',
        'error-code': 'JobFailed',
      },
    },
    additionalAttributes: more.rule === undefined ? {} : { additionalInformation: more.rule },
  };
};

describe('an approval that is answered', () => {
  test.each([
    ['Approved by arn:aws:sts::111122223333:assumed-role/Lead/noor.hadi', 'noor.hadi', undefined],
    ['Approved by arn:aws:iam::111122223333:user/teams/noor', 'noor', undefined],
    ['Approved by @noor via Slack', 'noor', undefined],
    ['Approved by @noor via Teams: tests are green', 'noor', 'tests are green'],
    ['Tests are green', undefined, 'Tests are green'],
    ['', undefined, undefined],
  ])('positively (%p) is approved by %p with the comment %p', (summary, by, comment) => {
    const notification = read(answered('SUCCEEDED', summary));

    expect(notification).toMatchObject({ moment: 'approved', level: 'action', severity: 'success', failures: [] });
    expect(notification.decision).toEqual({ kind: 'approved', by, comment });
    expect(notification.text).toBeUndefined();
  });

  test.each([
    ['Rejected by arn:aws:sts::111122223333:assumed-role/Lead/noor.hadi', 'noor.hadi', undefined],
    ['Rejected by @noor via Slack', 'noor', undefined],
    ['Wait for #318', undefined, 'Wait for #318'],
    [
      'The change window expired before the tests were done, so I stop here and we try again',
      undefined,
      expect.any(String),
    ],
  ])('negatively (%p) is rejected by %p with the comment %p', (summary, by, comment) => {
    const notification = read(answered('FAILED', summary));

    expect(notification).toMatchObject({
      moment: 'rejected',
      severity: 'warning',
      state: 'FAILED',
      stage: 'Release',
      action: { name: 'SignOff', category: 'Approval' },
      failures: [],
      approval: undefined,
    });
    expect(notification.decision).toEqual({ kind: 'rejected', by, comment });
  });

  test('has the result of a notification rule if the event has none', () => {
    expect(read(answered('FAILED', undefined, { rule: 'Rejected by @noor via Slack' })).decision).toMatchObject({
      by: 'noor',
    });
  });

  test.each([
    ['whose result names the time limit', 'The approval action timed out', undefined],
    ['whose result is one word', 'Timeout', undefined],
    ['after the default limit', undefined, '2026-03-04T09:13:02.000Z'],
  ])('by nobody, %s, has expired', (_, summary, start) => {
    const notification = read(answered('FAILED', summary, { ...(start && { start }) }));

    expect(notification).toMatchObject({ moment: 'expired', severity: 'warning', failures: [] });
    expect(notification.decision).toEqual({ kind: 'expired' });
  });

  test.each([
    ['after a day', { result: undefined, seconds: DAY_S }],
    ['after eight days', { result: undefined, seconds: 8 * DAY_S }],
    ['before AWS’s least limit', { result: 'Timeout', seconds: 20 }],
    ['by a person who is named', { result: 'Timeout', seconds: 7 * DAY_S, by: 'noor' }],
  ])('%s is not assumed to have expired', (_, facts) => {
    expect(decisionOf({ isApproved: false, ...facts }).kind).toBe('rejected');
    expect(decisionOf({ isApproved: false, result: 'Timeout', seconds: 7 * DAY_S }).kind).toBe('expired');
  });

  test('never has an ARN as a name, and its texts are short, whatever the result', () => {
    const words = fc.constantFrom(
      'Rejected by ',
      'Approved by ',
      'arn:aws:iam::111122223333:user/',
      ': ',
      '\n',
      ' via Slack',
      '@',
      'x'.repeat(400),
    );
    const result = fc
      .array(fc.oneof(words, fc.string({ unit: 'grapheme' })), { maxLength: 8 })
      .map((parts) => parts.join(''));

    fc.assert(
      fc.property(result, fc.boolean(), (text, isApproved) => {
        const { kind, by = '', comment = '' } = decisionOf({ isApproved, result: text, seconds: undefined });
        expect(isApproved ? ['approved'] : ['rejected', 'expired']).toContain(kind);
        expect(by.length).toBeLessThanOrEqual(100);
        expect(comment.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});

describe('the failure of a pipeline at an approval', () => {
  const failed = (reason: string) => {
    const event = fixture('pipeline-failed-rule');
    event.additionalAttributes = {
      failedStage: 'Release',
      failedActions: [{ action: 'SignOff', additionalInformation: reason }],
    };
    return read(event);
  };

  test('contains the decision if the reason is AWS’s own words', () => {
    const notification = failed('Rejected by arn:aws:iam::111122223333:user/noor');

    expect(notification).toMatchObject({ moment: 'failed', decision: { kind: 'rejected', by: 'noor' } });
    expect(notification.failures).toEqual([{ stage: 'Release', action: 'SignOff' }]);
  });

  test('contains no decision if another action may have failed with such a reason', () => {
    const notification = failed('Rejected by policy');

    expect(notification.decision).toBeUndefined();
    expect(notification.failures).toMatchObject([{ reason: 'Rejected by policy' }]);
  });
});

describe('other actions', () => {
  test('have no decision', () => {
    const event = fixture('action-failed');
    event.detail['execution-result']['external-execution-summary'] = 'Rejected by arn:aws:iam::111122223333:user/noor';

    expect(read(event)).toMatchObject({ moment: 'failed', decision: undefined });
  });
});
