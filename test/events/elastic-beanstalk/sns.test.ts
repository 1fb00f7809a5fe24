import { headline } from '../../../src/wording/words.ts';
import { exampleText } from '../example-events.ts';
import { PUBLISHED_AT, read } from '../reading.ts';

const PROCESS = '7c1d5f1e-52a4-4b0c-9f0e-1a2b3c4d5e6f';

const textWith = (message: string, { process = PROCESS, url = 'http://cart.eu-north-1.elasticbeanstalk.com' } = {}) =>
  [
    'Timestamp: Mon Feb 09 04:05:06 UTC 2026',
    `Message: ${message}`,
    '',
    'Environment: cart-live',
    'Application: cart',
    '',
    `Environment URL: ${url}`,
    'RequestId: 0b9e8d7c-6f5a-4b3c-8d2e-1f0a9b8c7d6e',
    `NotificationProcessId: ${process}`,
  ].join('\n');

const readText = (message: string, options = {}) => read(textWith(message, options));

test('reads the text of an environment with its time, Region, application and links', () => {
  expect(readText('Environment health has transitioned from Ok to Severe. 61 % of the requests fail.')).toEqual({
    version: 1,
    id: expect.stringMatching(/^beanstalk_\w{26}$/),
    source: 'elastic-beanstalk',
    moment: 'failed',
    severity: 'failure',
    time: '2026-02-09T04:05:06.000Z',
    verdict: { code: 'beanstalk-health', values: { environment: 'cart-live', health: 'Severe', before: 'Ok' } },
    resource: { kind: 'environment-health', name: 'cart-live' },
    lasting: true,
    region: 'eu-north-1',
    commits: [],
    failures: [{ reason: '61 % of the requests fail.' }],
    details: [{ label: 'application', value: 'cart' }],
    links: [
      {
        label: 'open-application',
        url: 'https://eu-north-1.console.aws.amazon.com/elasticbeanstalk/home?region=eu-north-1#/application/overview?applicationName=cart',
      },
      { label: 'open-site', url: 'http://cart.eu-north-1.elasticbeanstalk.com/' },
    ],
  });
});

test('a text of health that turns good is fixed, as the event is', () => {
  expect(readText('Environment health has transitioned from Severe to Ok.')).toMatchObject({
    moment: 'succeeded',
    lasting: true,
    transition: { kind: 'fixed', count: 1, since: '2026-02-09T04:05:06.000Z' },
  });
});

test.each([
  ['New application version was deployed to running EC2 instances.', 'succeeded', 'success', 'deployment succeeded'],
  ['Failed to deploy application.', 'failed', 'failure', 'deployment failed'],
  ['Failed to deploy configuration.', 'failed', 'failure', 'update failed'],
  ['Failed to launch environment.', 'failed', 'failure', 'creation failed'],
  ['Environment update is starting.', 'started', 'info', 'update started'],
  ['Environment update completed successfully.', 'succeeded', 'success', 'update succeeded'],
  ['Update environment operation is complete.', 'succeeded', 'success', 'update succeeded'],
  ['createEnvironment is starting.', 'started', 'info', 'creation started'],
  [
    'Launched environment: cart-live. However, there were issues during launch.',
    'succeeded',
    'warning',
    'creation succeeded',
  ],
  ['terminateEnvironment completed successfully.', 'succeeded', 'success', 'termination succeeded'],
  ['Managed platform update is in-progress.', 'started', 'info', 'managed update started'],
])('the text %s is the moment "%s" of severity %s', (message, moment, severity, words) => {
  const notification = readText(message);

  expect(notification).toMatchObject({ moment, severity, resource: { kind: 'environment', name: 'cart-live' } });
  expect(headline(notification)).toBe(`cart-live ${words}`);
  expect(notification.lasting).toBeUndefined();
});

test.each([
  ['Added instance [i-0c1d2e3f40516273] to your environment.', 'info'],
  ['[Instance: i-0c1d2e3f40516273] Command failed on instance. Return code: 1 Output: npm: not found.', 'warning'],
  ["Unsuccessful command execution on instance id(s) 'i-0c1d2e3f40516273'. Aborting the operation.", 'warning'],
  [
    'Update environment operation is complete, but with errors. For more information, see the documentation.',
    'warning',
  ],
  ['Restarting application server on 1 instance.', 'info'],
])('the text %s is a change of severity %s', (message, severity) => {
  const notification = readText(message);

  expect(notification).toMatchObject({ moment: 'change', severity, text: message });
  expect(headline(notification)).toMatch(/^cart-live: /);
});

test('has the reason of a failure once', () => {
  const { failures, text } = readText('Failed to deploy application.\nThe health check timed out.');

  expect(failures).toEqual([{ reason: 'Failed to deploy application.\nThe health check timed out.' }]);
  expect(text).toBeUndefined();
});

test('gives copies of a text the same identity and others different ones', () => {
  const [text, copy] = [exampleText('beanstalk-sns-degraded'), exampleText('beanstalk-sns-degraded')];

  expect(read(text, { messageId: 'm-1' }).id).toBe(read(copy, { messageId: 'm-2' }).id);
  const other = readText('Failed to deploy application.', { process: '11112222-3333-4444-5555-666677778888' });
  expect(other.id).not.toBe(readText('Failed to deploy application.').id);
  expect(readText('Failed to deploy configuration.').id).not.toBe(readText('Failed to deploy application.').id);
});

test('has no link to a site that is not named', () => {
  expect(readText('Failed to deploy application.', { url: 'http://null' })).toMatchObject({ links: [] });
  expect(readText('Failed to deploy application.', { url: '' })).toMatchObject({ links: [], region: undefined });
});

test('reads a text with other line ends, without a zone that is certain, and without ids', () => {
  const text = textWith('Failed to deploy application.').replace(/ UTC /, ' CET ').split('\n').slice(0, 5).join('\r\n');

  expect(read(text, { messageId: 'm-7' })).toMatchObject({
    moment: 'failed',
    time: PUBLISHED_AT,
    id: expect.stringMatching(/^message_/),
    resource: { name: 'cart-live' },
  });
});

test('leaves other texts that begin with a time to the generic source', () => {
  for (const text of [
    'Timestamp: Mon Feb 09 04:05:06 UTC 2026\nAll is well',
    'Timestamp: Mon Feb 09 04:05:06 UTC 2026\nMessage: Hello\nApplication: cart',
    'Timestamp: Mon Feb 09 04:05:06 UTC 2026\nMessage: \nEnvironment: cart-live',
  ]) {
    expect(read(text).source).toBe('generic');
  }
});
