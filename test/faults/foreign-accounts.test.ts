import { approvalMessage, ruleFailedMessage } from '../../src/events/shared/codepipeline-examples.ts';
import { MOMENTS } from '../../src/model/notification.ts';
import { anEvent, context, START, snsEvent, sqsEvent, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

const OWN = '111122223333';
const ALLOWED = '444455556666';
const FOREIGN = '999988887777';

const openGuarded = () => {
  const lambda = openRelay({ accounts: new Set([OWN, ALLOWED]), enrichmentMs: 2500 });
  lambda.put('team', slackTarget({ on: MOMENTS, levels: ['pipeline', 'stage', 'action'] }));
  const kinds = (): string[] => lambda.reports.routed.map(({ kind }) => kind);
  return { ...lambda, kinds };
};

const facts = { pipeline: 'web', execution: 'x-1', startedAt: timeAt(-300), at: START };

const alarm = (account: string) => ({
  AlarmName: 'queue-depth',
  AWSAccountId: account,
  AlarmArn: `arn:aws:cloudwatch:eu-central-1:${account}:alarm:queue-depth`,
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  NewStateReason: 'Threshold Crossed',
  StateChangeTime: START.toISOString(),
  Region: 'EU (Frankfurt)',
});

/** Messages that name their account, each in its own form. */
const FORMS: readonly [string, (account: string) => object][] = [
  ['a pipeline event', (account) => ({ ...anEvent(), account })],
  ['an event with its account as a number', (account) => ({ ...anEvent(), account: Number(account) })],
  ["a notification rule's message", (account) => ({ ...(ruleFailedMessage(facts) as object), account })],
  ['an alarm of SNS', alarm],
  ['an event of an unknown source', (account) => ({ ...anEvent(), source: 'my.system', account })],
  [
    'an event wrapped by an input transformer',
    (account) => ({ original: { ...anEvent(), account, source: 'aws.codepipeline' } }),
  ],
  [
    'a custom notification',
    (account) => ({
      ...anEvent(),
      account,
      source: 'my.system',
      'detail-type': 'pipebell.notification',
      detail: { title: 'Nightly backup', moment: 'failed' },
    }),
  ],
  [
    'an event of AWS Health about an account that may send',
    (account) => ({
      ...anEvent(),
      account,
      source: 'aws.health',
      'detail-type': 'AWS Health Event',
      detail: { affectedAccount: OWN, eventTypeCode: 'AWS_SQS_OPERATIONAL_ISSUE', service: 'SQS' },
    }),
  ],
];

describe.each(FORMS)('%s', (_, message) => {
  test('of another account is refused and counted, is not retried, and asks and stores nothing', async () => {
    const lambda = openGuarded();
    const rows = lambda.aws.table.items.size;

    await lambda.route(snsEvent(message(FOREIGN)));

    expect(lambda.reports.routed).toMatchObject([{ kind: 'foreign-account', account: FOREIGN }]);
    expect([lambda.aws.deliveries.size, lambda.aws.unrouted.size, lambda.aws.deadLetters.size]).toEqual([0, 0, 0]);
    expect(lambda.aws.table.items.size).toBe(rows);
  });

  test.each([OWN, ALLOWED])('of the account %s is routed', async (account) => {
    const lambda = openGuarded();

    await lambda.route(snsEvent(message(account)));

    expect(lambda.kinds()).toEqual(['routed']);
    expect(lambda.aws.deliveries.size).toBe(1);
  });
});

test('an event of AWS Health about another account is routed if its sender may send', async () => {
  const lambda = openGuarded();
  const detail = { affectedAccount: FOREIGN, eventTypeCode: 'AWS_SQS_OPERATIONAL_ISSUE', service: 'SQS' };

  await lambda.route(snsEvent({ ...anEvent(), source: 'aws.health', 'detail-type': 'AWS Health Event', detail }));

  expect(lambda.kinds()).toEqual(['routed']);
});

test.each<[string, unknown]>([
  ['plain text', 'The nightly backup failed'],
  ['JSON of a script', { status: 'FAILED', title: 'Nightly backup' }],
  ['an approval action', approvalMessage('web', timeAt(86_400))],
])('%s names no account and is routed', async (_, message) => {
  const lambda = openGuarded();

  await lambda.route(snsEvent(message));

  expect(lambda.kinds()).toEqual(['routed']);
});

test('an event of another account on the unrouted queue is refused, and the others of its batch are routed', async () => {
  const lambda = openGuarded();
  for (const account of [OWN, FOREIGN, ALLOWED]) lambda.aws.unrouted.send(JSON.stringify({ ...anEvent(), account }));

  expect(await lambda.route(sqsEvent(lambda.aws.unrouted))).toEqual({ batchItemFailures: [] });

  expect(lambda.kinds().sort()).toEqual(['foreign-account', 'routed', 'routed']);
});

test('without a list the events of all accounts are routed', async () => {
  const lambda = openRelay();
  lambda.put('team', slackTarget({ on: MOMENTS }));

  await lambda.relay.router(snsEvent({ ...anEvent(), account: FOREIGN }), context());

  expect(lambda.reports.routed.map(({ kind }) => kind)).toEqual(['routed']);
});
