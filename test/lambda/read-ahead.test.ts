import { AwsError } from '../../src/aws/call.ts';
import { createContext } from '../../src/lambda/context.ts';
import { createRouter } from '../../src/lambda/router.ts';
import { createLocalAws, LEDGER_TABLE, QUEUES, SETTINGS_NAME, TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import { frozenClock, sleepBy } from '../../src/local/clock.ts';
import { pipelineFailed, snsEvent } from '../support/lambda-events.ts';
import { slackTarget } from '../support/relay.ts';

const ACCOUNT = '111122223333';
const ALIASES = 'iam ListAccountAliases';

const setUp = ({ budgetMs = 2500 } = {}) => {
  const clock = frozenClock(new Date('2026-03-02T12:00:00Z'));
  const sleep = sleepBy(clock);
  const aws = createLocalAws(clock);
  aws.answers.set(ALIASES, () => ({ AccountAliases: ['bakery'] }));
  aws.parameters.set(`${TARGETS_PATH}/team`, JSON.stringify(slackTarget()));
  const calls: string[] = [];
  const refused = new Set<string>();
  const call: typeof aws.call = async (service, operation, input, asked) => {
    calls.push(`${service} ${operation}`);
    if (refused.has(operation)) throw new AwsError(service, operation, 'AccessDeniedException');
    return aws.call(service, operation, input, asked);
  };
  const errors: string[] = [];
  const note = (error: unknown) => void errors.push(String(error));
  const telemetry = { targets: note, routed: () => {}, ledger: note, enrichment: note };
  const context = createContext({
    aws: { region: 'eu-central-1', credentials: () => ({ accessKeyId: 'A', secretAccessKey: 'B' }) },
    call,
    telemetry,
    callFor: async () => call,
    table: LEDGER_TABLE,
    settingsName: SETTINGS_NAME,
    account: ACCOUNT,
    budgetMs,
    now: clock.now,
  });
  const route = createRouter({
    call,
    telemetry,
    targetsPath: TARGETS_PATH,
    deliveriesQueueUrl: QUEUES.deliveries,
    unroutedQueueUrl: QUEUES.unrouted,
    deadLettersQueueUrl: QUEUES.deadLetters,
    ledgerTable: LEDGER_TABLE,
    topicArn: TOPIC_ARN,
    now: clock.now,
    random: () => 0.5,
    sleep,
  });
  return { aws, calls, refused, errors, context, route, sleep };
};

const event = () => snsEvent(pipelineFailed());

describe('what the router reads before its first event', () => {
  test('is the list of targets, which the event does not read again', async () => {
    const { aws, calls, route } = setUp();

    await route.readTargets();
    expect(calls.filter((each) => each === 'ssm GetParametersByPath')).toHaveLength(1);
    await route(event(), { awsRequestId: 'r' });

    expect(calls.filter((each) => each === 'ssm GetParametersByPath')).toHaveLength(1);
    expect(aws.deliveries.messages).toHaveLength(1);
  });

  test('is read again if a minute has passed until the event', async () => {
    const { calls, route, sleep } = setUp();

    await route.readTargets();
    await sleep(61_000);
    await route(event(), { awsRequestId: 'r' });

    expect(calls.filter((each) => each === 'ssm GetParametersByPath')).toHaveLength(2);
  });

  test('is read again by the event if it could not be read', async () => {
    const { aws, refused, route } = setUp();

    refused.add('GetParametersByPath');
    await expect(route.readTargets()).rejects.toThrow('AccessDeniedException');
    refused.clear();
    await route(event(), { awsRequestId: 'r' });

    expect(aws.deliveries.messages).toHaveLength(1);
  });

  test('is the settings and the alias of the relay’s account', async () => {
    const { calls, errors, context } = setUp();

    await context.readAhead();

    expect([calls, errors]).toEqual([['ssm GetParameter', ALIASES], []]);
  });

  test('is no alias if the settings name the account, or AWS must not be asked', async () => {
    const named = setUp();
    named.aws.parameters.set(SETTINGS_NAME, JSON.stringify({ aliases: { accounts: { [ACCOUNT]: 'Production' } } }));
    const silent = setUp({ budgetMs: 0 });

    await named.context.readAhead();
    await silent.context.readAhead();

    expect([named.calls, silent.calls]).toEqual([['ssm GetParameter'], ['ssm GetParameter']]);
  });

  test('never fails, and the log contains why something could not be read', async () => {
    const { refused, errors, context } = setUp();
    refused.add('GetParameter').add('ListAccountAliases');

    await context.readAhead();

    expect(errors).toEqual(['AwsError: ssm GetParameter: AccessDeniedException']);
  });
});
