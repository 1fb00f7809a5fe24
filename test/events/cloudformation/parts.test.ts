import fc from 'fast-check';
import { enrich } from '../../../src/enrichment/enrich.ts';
import { stackFailures } from '../../../src/events/cloudformation/failures.ts';
import { parentOf } from '../../../src/events/cloudformation/nested.ts';
import { headline } from '../../../src/wording/words.ts';
import { fakeAws } from '../../enrichment/fake-aws.ts';
import { exampleBody, exampleText } from '../example-events.ts';
import { read } from '../reading.ts';

const EVENTS = 'cloudformation DescribeStackEvents';
const EMBEDDED =
  'Embedded stack arn:aws:cloudformation:eu-central-1:111122223333:stack/a-B-1Q2W3E4R5T6Y/0a was not successfully';

/** The text that a stack publishes about one of its resources. */
const resource = (changes: Record<string, string>) =>
  Object.entries(changes).reduce(
    (text, [key, value]) => text.replace(new RegExp(`^${key}='.*'$`, 'm'), () => `${key}='${value}'`),
    exampleText('cloudformation-resource-sns'),
  );

const nested = (name: string, reason = 'The following resource(s) failed to create: [Vpc]. ') => {
  const event = exampleBody('cloudformation-nested-failed');
  event.detail['stack-id'] = `arn:aws:cloudformation:eu-central-1:111122223333:stack/${name}/0a`;
  event.detail['status-details']['status-reason'] = reason;
  return event;
};

describe('an event of a resource', () => {
  const changed = (status: string) => ({
    ...exampleBody('cloudformation-nested-failed'),
    'detail-type': 'CloudFormation Resource Status Change',
    detail: {
      'stack-id': 'arn:aws:cloudformation:eu-central-1:111122223333:stack/oven-prod/0a',
      'logical-resource-id': 'Chimney',
      'physical-resource-id': '',
      'resource-type': 'AWS::EC2::NatGateway',
      'status-details': { status, 'status-reason': 'The limit of 5 gateways is reached' },
      'client-request-token': '',
    },
  });

  test('is a part of its stack, as in the form of the notification topic', () => {
    expect(read(changed('CREATE_FAILED'))).toMatchObject({
      source: 'cloudformation',
      moment: 'failed',
      level: 'job',
      parent: 'oven-prod',
      resource: { kind: 'stack-resource', name: 'Chimney' },
      failures: [{ action: 'Chimney', reason: 'The limit of 5 gateways is reached' }],
    });
    expect(read(changed('CREATE_COMPLETE')).moment).not.toBe('failed');
  });
});

describe('a nested stack', () => {
  test('is a part of its parent, which reports the failure', () => {
    expect(read(nested('oven-prod-Network-1LK4ZJ0Q9W8X'))).toMatchObject({
      moment: 'failed',
      level: 'job',
      parent: 'oven-prod',
      resource: { kind: 'stack', name: 'oven-prod-Network-1LK4ZJ0Q9W8X' },
      failures: [{ action: 'Vpc' }],
    });
  });

  test('in a nested stack is a part of that one', () => {
    expect(parentOf('oven-prod-Network-1LK4ZJ0Q9W8X-Subnets-QJ5N2C7R0T1VB')).toBe('oven-prod-Network-1LK4ZJ0Q9W8X');
  });

  test.each([
    'oven-prod',
    'oven-prod-111122223333',
    'oven-prod-202611270915',
    'oven-api-INTERNATIONAL',
    'oven-prod-1lk4zj0q9w8x',
    'oven-prod-1LK4ZJ0Q9W',
    'Network-1LK4ZJ0Q9W8X',
    'oven-2-1LK4ZJ0Q9W8X',
    'StackSet-guardrails-3f0c2a7e-51b9-4a7d-9c40-8e2b6d1f7a05',
    '',
  ])('is not recognised in the name %j', (name) => {
    expect(parentOf(name)).toBeUndefined();
  });

  test('of any generated name is recognised', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,40}$/);
    const logicalId = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,40}$/);
    const suffix = fc.stringMatching(/^[A-Z0-9]{4}[A-Z]\d[A-Z0-9]{6,7}$/);

    fc.assert(
      fc.property(name, logicalId, suffix, (parent, id, random) => {
        expect(parentOf(`${parent}-${id}-${random}`)).toBe(parent);
      }),
    );
  });
});

describe('a failed resource in the text that a stack publishes', () => {
  test('is a part of its stack, with the reason alone', () => {
    const reason =
      'Resource handler returned message: "Queue loaves already exists" (RequestToken: 6a1c, HandlerErrorCode: AlreadyExists)';
    const notification = read(resource({ ResourceStatusReason: reason }));

    expect(notification).toMatchObject({
      moment: 'failed',
      level: 'job',
      parent: 'shop-prod',
      resource: { kind: 'stack-resource', name: 'PaymentQueue' },
      verdict: { code: 'stack-resource-failed', values: { stack: 'shop-prod' } },
      failures: [{ action: 'PaymentQueue', reason: 'Queue loaves already exists' }],
    });
    expect(notification.execution).toBeUndefined();
    expect(headline(notification)).toMatch(/PaymentQueue in shop-prod failed$/);
  });

  test('is told apart from another one of the same stack', () => {
    expect(read(resource({ LogicalResourceId: 'Database' })).resource?.name).toBe('Database');
  });

  test.each([
    ['Resource creation cancelled', 'CREATE_FAILED'],
    ['Resource update canceled', 'UPDATE_FAILED'],
    ['', 'UPDATE_COMPLETE'],
  ])('with the reason "%s" and the status %s is no failure, because it is no cause', (reason, status) => {
    expect(read(resource({ ResourceStatusReason: reason, ResourceStatus: status }))).toMatchObject({
      moment: 'change',
      level: 'job',
      parent: 'shop-prod',
      verdict: { code: 'stack-resource-status', values: { stack: 'shop-prod', status } },
      failures: [],
    });
  });

  test('that is a nested stack gives no reason, as the stack itself reports one', () => {
    const changes = {
      LogicalResourceId: 'Network',
      PhysicalResourceId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/shop-prod-Network-1/0a',
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatusReason: `${EMBEDDED} created: The following resource(s) failed to create: [Vpc]. `,
    };

    expect(read(resource(changes)).failures).toEqual([{ action: 'Network' }]);
  });

  test('is not asked about, and its stack is', async () => {
    const aws = fakeAws({ [EVENTS]: { StackEvents: [] } });

    await enrich(read(resource({})), aws);
    expect(aws.calls).toEqual([]);
    await enrich(read(exampleBody('cloudformation-failed')), aws);
    expect(aws.calls).toEqual([EVENTS]);
  });
});

describe('the status reason of a stack', () => {
  test.each([
    ['The following resource(s) failed to update: [Database, Queue]. ', [{ action: 'Database' }, { action: 'Queue' }]],
    [
      'The following resource(s) failed to create: [A]. The following resource(s) failed to update: [B, A]. ',
      [{ action: 'A' }, { action: 'B' }],
    ],
    ['The following resource(s) failed to create: [Topic]. . Delete requested by user.', [{ action: 'Topic' }]],
    ['The following resource(s) failed to create: [Topic]. Rollback requested by user.', [{ action: 'Topic' }]],
    ['The following hook(s) failed: [Acme::Tags::Hook]', [{ action: 'Acme::Tags::Hook' }]],
    [
      `${EMBEDDED} updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Vpc].`,
      [{ action: 'Vpc' }],
    ],
    [
      `${EMBEDDED} updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: Template error: no such size`,
      [{ reason: 'Template error: no such size' }],
    ],
    ['Export oven:Vpc cannot be deleted', [{ reason: 'Export oven:Vpc cannot be deleted' }]],
    ['', []],
    [undefined, []],
  ])('%j is read as %j', (reason, failures) => {
    expect(stackFailures(reason)).toEqual(failures);
  });

  test('lists at most eight resources', () => {
    const names = Array.from({ length: 30 }, (_, at) => `Loaf${at}`).join(', ');

    expect(stackFailures(`The following resource(s) failed to create: [${names}]. `)).toHaveLength(8);
  });

  test('of any text is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(stackFailures(text).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('what AWS says about a failed stack', () => {
  const answers = {
    [EVENTS]: {
      StackEvents: [
        {
          LogicalResourceId: 'Vpc',
          ResourceStatus: 'CREATE_FAILED',
          ResourceStatusReason: 'The address range is taken',
        },
      ],
    },
  };

  test('replaces the list of failed resources', async () => {
    const { failures } = await enrich(read(exampleBody('cloudformation-failed')), fakeAws(answers));

    expect(failures).toEqual([expect.objectContaining({ action: 'Vpc', reason: 'The address range is taken' })]);
  });

  test('leaves the list if it knows no cause', async () => {
    const { failures } = await enrich(
      read(exampleBody('cloudformation-failed')),
      fakeAws({ [EVENTS]: { StackEvents: [] } }),
    );

    expect(failures).toEqual([{ action: 'Database' }, { action: 'PaymentQueue' }]);
  });

  test('is not asked for if a part has reported the cause', async () => {
    const aws = fakeAws(answers);
    const failures = [{ action: 'Queue', reason: 'It exists already' }];

    expect(await enrich({ ...read(exampleBody('cloudformation-failed')), failures }, aws)).toMatchObject({ failures });
    expect(aws.calls).toEqual([]);
  });
});
