import { codedeploy } from '../../../src/events/codedeploy/index.ts';
import { headline } from '../../../src/wording/words.ts';
import { read } from '../reading.ts';
import { deployment, instance } from './deployments.ts';

const CONSOLE = 'https://eu-central-1.console.aws.amazon.com';

test('reports a failed deployment with application, group and link', async () => {
  const event = await deployment('FAILURE');

  expect(read(event)).toEqual({
    version: 1,
    id: event.id,
    source: 'codedeploy',
    moment: 'failed',
    severity: 'failure',
    time: '2026-03-04T09:15:30.000Z',
    account: '111122223333',
    region: 'eu-central-1',
    resource: {
      kind: 'deployment',
      name: 'shop/live',
      url: `${CONSOLE}/codesuite/codedeploy/deployments/d-9XK2PLM4Q?region=eu-central-1`,
    },
    state: 'FAILURE',
    execution: { id: 'd-9XK2PLM4Q' },
    commits: [],
    failures: [],
    details: [],
    links: [],
  });
});

test.each([
  ['START', 'started', 'info', 'Deployment shop/live started'],
  ['SUCCESS', 'succeeded', 'success', 'Deployment shop/live succeeded'],
  ['FAILURE', 'failed', 'failure', 'Deployment shop/live failed'],
  ['STOP', 'stopped', 'warning', 'Deployment shop/live stopped'],
  ['QUEUED', 'change', 'info', 'Deployment shop/live is queued'],
  ['READY', 'change', 'info', 'Deployment shop/live is ready for traffic'],
  ['BAKING', 'change', 'info', 'Deployment shop/live is now BAKING'],
  ['toString', 'change', 'info', 'Deployment shop/live is now toString'],
])('a deployment in the state %s is the moment "%s" of severity %s', async (state, moment, severity, title) => {
  const notification = read(await deployment(state));

  expect(notification).toMatchObject({ moment, severity, state });
  expect(headline(notification)).toBe(title);
});

test('has the start time of a started deployment', async () => {
  expect(read(await deployment('START')).execution).toEqual({
    id: 'd-9XK2PLM4Q',
    startedAt: '2026-03-04T09:15:30.000Z',
  });
  expect(read(await instance('START')).execution).toEqual({ id: 'd-9XK2PLM4Q' });
});

describe('an instance', () => {
  test('with a failed deployment is a change, because the deployment may still succeed', async () => {
    const notification = read(await instance('FAILURE'));

    expect(notification).toMatchObject({
      moment: 'change',
      severity: 'warning',
      resource: { kind: 'deployment', name: 'shop/live' },
      details: [{ label: 'Instance', value: 'i-0d5a1b7c3e9f42680' }],
      links: [
        {
          label: 'Open instance',
          url: `${CONSOLE}/ec2/home?region=eu-central-1#InstanceDetails:instanceId=i-0d5a1b7c3e9f42680`,
        },
      ],
    });
    expect(headline(notification)).toBe('Deployment shop/live failed on i-0d5a1b7c3e9f42680');
  });

  test.each([
    ['START', 'Deployment shop/live started on i-0d5a1b7c3e9f42680'],
    ['READY', 'Deployment shop/live is READY on i-0d5a1b7c3e9f42680'],
    ['SUCCESS', 'Deployment shop/live succeeded on i-0d5a1b7c3e9f42680'],
  ])('in the state %s is not a failure', async (state, title) => {
    expect(read(await instance(state))).toMatchObject({ moment: 'change', severity: 'info', title });
  });

  test('is subscribed to only if a deployment failed on it', () => {
    expect(codedeploy.subscribes).toEqual([
      { source: 'aws.codedeploy', detailTypes: ['CodeDeploy Deployment State-change Notification'] },
      {
        source: 'aws.codedeploy',
        detailTypes: ['CodeDeploy Instance State-change Notification'],
        detail: { state: ['FAILURE'] },
      },
    ]);
  });
});
