import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const LINK =
  'https://eu-central-1.console.aws.amazon.com/elasticbeanstalk/home?region=eu-central-1#/application/overview?applicationName=shop';

const readWith = (name: string, Status: string, Severity: string, Message: string) => {
  const event = exampleBody(name);
  Object.assign(event.detail, { Status, Severity, Message });
  return read(event);
};

test('reports a failed update with reason, environment and link', () => {
  expect(read(exampleBody('beanstalk-update-failed'))).toMatchObject({
    source: 'elastic-beanstalk',
    moment: 'failed',
    severity: 'failure',
    verdict: {
      code: 'beanstalk-operation',
      values: { environment: 'shop-prod', operation: 'update', result: 'failed' },
    },
    account: '111122223333',
    region: 'eu-central-1',
    resource: { kind: 'environment', name: 'shop-prod' },
    state: 'Environment update failed',
    failures: [{ reason: 'Failed to deploy configuration.' }],
    details: [{ label: 'application', value: 'shop' }],
    links: [{ label: 'open-application', url: LINK }],
  });
});

test.each([
  ['Environment creation started', 'INFO', 'started', 'info', 'creation started'],
  ['Environment creation successful', 'INFO', 'succeeded', 'success', 'creation succeeded'],
  ['Environment creation failed', 'ERROR', 'failed', 'failure', 'creation failed'],
  ['Environment update started', 'INFO', 'started', 'info', 'update started'],
  ['Environment update successful', 'INFO', 'succeeded', 'success', 'update succeeded'],
  ['Environment update failed', 'ERROR', 'failed', 'failure', 'update failed'],
  ['Environment termination started', 'INFO', 'started', 'info', 'termination started'],
  ['Environment termination successful', 'INFO', 'succeeded', 'success', 'termination succeeded'],
  ['Environment termination failed', 'INFO', 'failed', 'failure', 'termination failed'],
  ['Managed updated started', 'INFO', 'started', 'info', 'managed update started'],
  ['Managed update failed', 'INFO', 'failed', 'failure', 'managed update failed'],
])('%s (%s) is the moment "%s" of severity %s', (status, word, moment, severity, words) => {
  const notification = readWith('beanstalk-update-failed', status, word, 'Some words.');

  expect(notification).toMatchObject({ moment, severity, state: status });
  expect(headline(notification)).toBe(`shop-prod ${words}`);
});

test.each([
  ['Environment paused', 'INFO', 'info', 'environment paused'],
  ['Environment paused', 'WARN', 'warning', 'environment paused'],
  ['constructor', 'ERROR', 'warning', 'constructor'],
])('an undocumented status (%s, %s) is a change of severity %s', (status, word, severity, words) => {
  const notification = readWith('beanstalk-update-failed', status, word, 'Some words.');

  expect(notification).toMatchObject({ moment: 'change', severity, text: 'Some words.', failures: [] });
  expect(headline(notification)).toBe(`shop-prod: ${words}`);
});

describe('health', () => {
  const health = (message: string, severity = 'INFO') =>
    readWith(
      'beanstalk-severe',
      'Environment health changed',
      severity,
      `Environment health has transitioned ${message}`,
    );

  test('is a failure with its cause when it turns bad', () => {
    expect(read(exampleBody('beanstalk-severe'))).toMatchObject({
      moment: 'failed',
      severity: 'failure',
      verdict: { code: 'beanstalk-health', values: { environment: 'shop-prod', health: 'Severe', before: 'Ok' } },
      failures: [{ reason: '87.5 % of the requests are failing with HTTP 5xx.' }],
    });
  });

  test('is fixed when it turns good', () => {
    const notification = read(exampleBody('beanstalk-ok'));

    expect(notification).toMatchObject({
      moment: 'succeeded',
      severity: 'success',
      verdict: { code: 'beanstalk-health', values: { environment: 'shop-prod', health: 'Ok', before: 'Severe' } },
      text: 'Application update completed 64 seconds ago and took 3 minutes.',
      transition: { kind: 'fixed', count: 1, since: notification.time },
    });
  });

  test.each([
    ['to Severe.', 'failed', 'failure', 'is Severe'],
    ['from Warning to Degraded. Impaired services.', 'failed', 'failure', 'is Degraded, after Warning'],
    ['from Degraded to Severe.', 'failed', 'failure', 'is Severe, after Degraded'],
    ['from Severe to Warning.', 'succeeded', 'success', 'is Warning, after Severe'],
    ['from Severe to No Data. None of the instances are sending data.', 'change', 'info', 'is No Data, after Severe'],
    ['from Ok to Warning.', 'change', 'warning', 'is Warning, after Ok'],
    ['from Ok to Info. Command is executing on all instances.', 'change', 'info', 'is Info, after Ok'],
    ['from Warning to Ok.', 'change', 'info', 'is Ok, after Warning'],
    ['from Severe to Degraded.', 'change', 'warning', 'is Degraded, after Severe'],
    ['from No Data to Ok.', 'succeeded', 'success', 'is Ok, after No Data'],
    ['from Pending to Ok. Initialization completed.', 'succeeded', 'success', 'is Ok, after Pending'],
    ['to Ok', 'succeeded', 'success', 'is Ok'],
    ['from YELLOW to RED', 'failed', 'failure', 'is RED, after YELLOW'],
    ['from RED to GREEN', 'succeeded', 'success', 'is GREEN, after RED'],
    ['from GREEN to YELLOW', 'change', 'warning', 'is YELLOW, after GREEN'],
  ])('%s is the moment "%s" of severity %s', (message, moment, severity, words) => {
    const notification = health(message);

    expect(notification).toMatchObject({ moment, severity });
    expect(headline(notification)).toBe(`shop-prod ${words}`);
  });

  test('is read from a set state as from a transition', () => {
    const message = 'Environment health has been set to RED';

    expect(readWith('beanstalk-severe', 'Environment health changed', 'WARN', message)).toMatchObject({
      moment: 'failed',
      verdict: { code: 'beanstalk-health', values: { health: 'RED' } },
    });
  });

  test('is a lasting state with its own history', () => {
    expect(read(exampleBody('beanstalk-severe'))).toMatchObject({
      lasting: true,
      resource: { kind: 'environment-health', name: 'shop-prod' },
    });
    const operation = read(exampleBody('beanstalk-updated'));
    expect([operation.lasting, operation.resource?.kind]).toEqual([undefined, 'environment']);
  });

  test('in unknown words is a change with those words', () => {
    expect(readWith('beanstalk-severe', 'Environment health changed', 'WARN', 'It is unwell.')).toMatchObject({
      moment: 'change',
      severity: 'warning',
      verdict: { code: 'beanstalk-event', values: { environment: 'shop-prod', what: 'Environment health changed' } },
      text: 'It is unwell.',
    });
  });
});

test('reports a new load balancer as a change', () => {
  expect(read(exampleBody('beanstalk-load-balancer'))).toMatchObject({
    moment: 'change',
    severity: 'info',
    text: 'Created load balancer named: awseb-e-a-Lb1',
  });
  expect(headline(read(exampleBody('beanstalk-load-balancer')))).toBe('shop-prod: load balancer created');
});
