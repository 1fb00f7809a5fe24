import { read } from '../reading.ts';
import { deployment, instance } from './deployments.ts';

const ARN = 'arn:aws:codedeploy:eu-central-1:111122223333';

describe('the name of a deployment', () => {
  test.each([
    [[`${ARN}:deploymentgroup:shop/live`, `${ARN}:application:shop`]],
    [
      [
        `${ARN}:application:shop`,
        'arn:aws:ec2:eu-central-1:111122223333:instance/i-1',
        `${ARN}:deploymentgroup:shop/live`,
      ],
    ],
  ])('is found among the ARNs in any order', async (resources) => {
    const event = { ...(await deployment('FAILURE')), resources };
    delete event.detail.application;
    delete event.detail.deploymentGroup;

    expect(read(event).resource?.name).toBe('shop/live');
  });

  test('is the application alone without a group', async () => {
    const event = { ...(await deployment('FAILURE')), resources: [] };
    delete event.detail.deploymentGroup;

    expect(read(event).resource?.name).toBe('shop');
  });

  test('is required, or the generic source reads the event', async () => {
    const event = { ...(await deployment('FAILURE')), resources: [] };
    delete event.detail.application;

    expect(read(event).source).toBe('generic');
  });
});

describe('a notification rule’s message', () => {
  const byRule = async (state: string) => {
    const { id: _, 'detail-type': detailType, ...event } = await deployment(state);
    return { ...event, detailType };
  };

  test('is read like the event', async () => {
    expect(read(await byRule('FAILURE'))).toMatchObject({ source: 'codedeploy', moment: 'failed' });
  });

  test('has the identity of the event', async () => {
    expect(read({ ...(await byRule('FAILURE')), time: '2026-03-04T09:16:00Z' }).id).toBe(
      read(await deployment('FAILURE')).id,
    );
  });

  test('has an identity from deployment and state', async () => {
    const failed = await byRule('FAILURE');
    const another = { ...failed, detail: { ...failed.detail, deploymentId: 'd-ANOTHER' } };

    const ids = [failed, await byRule('FAILURE'), await byRule('START'), another].map((event) => read(event).id);

    expect(ids[0]).toMatch(/^deployment_\w{26}$/);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });
});

test.each(['d-9XK2/../x', 'x', '', 7, undefined])(
  'a deployment that is called %j is not linked',
  async (deploymentId) => {
    const event = await deployment('FAILURE');
    Object.assign(event.detail, { deploymentId });

    expect(read(event)).toMatchObject({ moment: 'failed', resource: { name: 'shop/live', url: undefined } });
  },
);

test('shows an on-premises instance without a link', async () => {
  const event = await instance('FAILURE');
  event.detail.instanceId = 'cellar-till-3';

  expect(read(event)).toMatchObject({
    verdict: { values: { instance: 'cellar-till-3', state: 'FAILURE' } },
    links: [],
  });
});
