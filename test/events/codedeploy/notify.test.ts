import { codedeploy } from '../../../src/events/codedeploy/index.ts';
import { headline } from '../../../src/wording/words.ts';
import { read } from '../reading.ts';
import { deployment, instance } from './deployments.ts';

const CONSOLE = 'https://eu-central-1.console.aws.amazon.com';

test('reports a failed deployment with application, group and link', async () => {
  const event = await deployment('FAILURE');

  expect(read(event)).toEqual({
    version: 1,
    id: expect.stringMatching(/^deployment_\w{26}$/),
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
  ['START', 'started', 'info', undefined],
  ['SUCCESS', 'succeeded', 'success', undefined],
  ['FAILURE', 'failed', 'failure', undefined],
  ['STOP', 'stopped', 'warning', undefined],
  ['QUEUED', 'change', 'info', 'deployment-queued'],
  ['READY', 'change', 'info', 'deployment-ready'],
  ['BAKING', 'change', 'info', undefined],
  ['toString', 'change', 'info', undefined],
])(
  'a deployment in the state %s is the moment "%s" of severity %s with the verdict %p',
  async (state, moment, severity, code) => {
    const notification = read(await deployment(state));

    expect(notification).toMatchObject({ moment, severity, state });
    expect(notification.verdict?.code).toBe(code);
    expect(notification).not.toHaveProperty('level');
  },
);

test('has the start time of a started deployment', async () => {
  expect(read(await deployment('START')).execution).toEqual({
    id: 'd-9XK2PLM4Q',
    startedAt: '2026-03-04T09:15:30.000Z',
  });
  expect(read(await instance('START')).execution).toEqual({ id: 'd-9XK2PLM4Q' });
});

describe('an instance', () => {
  test('with a failed deployment is a part of the deployment, which may still succeed', async () => {
    const notification = read(await instance('FAILURE'));

    expect(notification).toMatchObject({
      moment: 'change',
      severity: 'warning',
      level: 'job',
      parent: 'shop/live',
      resource: { kind: 'deployment', name: 'shop/live' },
      verdict: { code: 'deployment-instance', values: { instance: 'i-0d5a1b7c3e9f42680', state: 'FAILURE' } },
      details: [],
      links: [
        {
          label: 'open-instance',
          url: `${CONSOLE}/ec2/home?region=eu-central-1#InstanceDetails:instanceId=i-0d5a1b7c3e9f42680`,
        },
      ],
    });
    expect(headline(notification)).toMatch(/shop\/live.* failed on i-0d5a1b7c3e9f42680$/);
  });

  test('is another event than its deployment and than another instance', async () => {
    const other = await instance('FAILURE');
    other.detail.instanceId = 'i-0f0f0f0f0f0f0f0f0';
    const ids = [await deployment('FAILURE'), await instance('FAILURE'), other].map((event) => read(event).id);

    expect(new Set(ids).size).toBe(3);
  });

  test.each([
    ['START', 'started on i-0d5a1b7c3e9f42680'],
    ['READY', 'is READY on i-0d5a1b7c3e9f42680'],
    ['SUCCESS', 'succeeded on i-0d5a1b7c3e9f42680'],
  ])('in the state %s is not a failure', async (state, words) => {
    const notification = read(await instance(state));

    expect(notification).toMatchObject({ moment: 'change', severity: 'info', level: 'job' });
    expect(headline(notification)).toMatch(new RegExp(`${words}$`));
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
