import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

const anEvent = (source: string, type: string, detail: object, resources: string[] = []) => ({
  version: '0',
  id: '0d4b7a52-9c11-4e0f-8f5b-6f1f0e2d3c4b',
  'detail-type': type,
  source,
  account: '222233334444',
  time: '2026-05-06T07:08:09Z',
  region: 'eu-north-1',
  resources,
  detail,
});

const glue = (detail: object) =>
  anEvent('aws.glue', 'Glue Job State Change', { jobName: 'prices', jobRunId: 'jr_81', ...detail });

describe('an event of an AWS service without a source of its own', () => {
  test('that failed is a failure with subject, run and reason', () => {
    const notification = read(exampleBody('glue-job-failed'));

    expect(notification).toMatchObject({
      source: 'generic',
      moment: 'failed',
      severity: 'failure',
      state: 'FAILED',
      title: undefined,
      resource: { kind: 'Glue Job', name: 'nightly-export' },
      execution: { id: expect.stringMatching(/^jr_/) },
      failures: [{ reason: 'The column currency of the table prices is missing' }],
    });
    expect(notification.lasting).toBeUndefined();
    expect(headline(notification)).toMatch(/nightly-export failed$/);
  });

  test('that has a type or a code in place of a state is a failure if that says so', () => {
    const launch = (StatusCode: string, end: string) =>
      anEvent('aws.autoscaling', `EC2 Instance Launch ${end}`, {
        AutoScalingGroupName: 'ovens',
        StatusCode,
        StatusMessage: 'There is no capacity in eu-north-1a',
      });
    const task = (eventType: string) =>
      anEvent('aws.dms', 'DMS Replication Task State Change', { eventType, category: 'StateChange' });

    expect(read(launch('Failed', 'Unsuccessful'))).toMatchObject({
      moment: 'failed',
      resource: { kind: 'EC2 Instance Launch', name: 'ovens' },
      failures: [{ reason: 'There is no capacity in eu-north-1a' }],
    });
    expect(read(launch('InProgress', 'Successful')).moment).toBe('message');
    expect(read(task('REPLICATION_TASK_FAILED')).moment).toBe('failed');
    expect(read(task('REPLICATION_TASK_CREATED')).moment).toBe('message');
  });

  test.each([
    ['SUCCEEDED', 'succeeded', 'success'],
    ['TIMEOUT', 'failed', 'failure'],
    ['ERROR', 'failed', 'failure'],
    ['RUNNING', 'started', 'info'],
    ['STOPPING', 'stopping', 'warning'],
    ['STOPPED', 'stopped', 'warning'],
    ['CANCELLED', 'canceled', 'warning'],
    ['WAITING', 'change', 'info'],
  ])('in the state %s is the moment %s', (state, moment, severity) => {
    expect(read(glue({ state }))).toMatchObject({ moment, severity, state, resource: { name: 'prices' } });
  });

  test.each([
    ['a nested value', { state: { value: 'FAILED' } }],
    ['a nested status', { 'image-state': { status: 'FAILED', reason: 'x' } }],
    ['a field that ends in status', { TrainingJobStatus: 'Failed' }],
    ['a result', { event: 'createVolume', result: 'failed' }],
    ['two levels down', { summary: { jobs: [{ status: 'FAILED' }] } }],
    ['a category', { EventCategories: ['failure'] }],
  ])('is a failure by %s', (_, detail) => {
    expect(read(anEvent('aws.example', 'Example Thing State Change', detail)).moment).toBe('failed');
  });

  test.each([
    ['an earlier state', { 'previous-state': 'FAILED', oldState: { value: 'FAILED' }, lastStatus: 'ERROR' }],
    ['a wanted state', { desiredStatus: 'STOPPED', targetState: 'FAILED' }],
    ['what somebody sent', { requestParameters: { status: 'FAILED' }, tags: { state: 'FAILED' } }],
    ['a status in numbers', { status: 500 }],
    ['an empty state', { state: '' }],
  ])('is no failure by %s', (_, detail) => {
    expect(['message', 'change']).toContain(read(anEvent('aws.example', 'Example Thing State Change', detail)).moment);
  });

  test('that records an API call stays a message', () => {
    const detail = { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' }, status: 'FAILED' };

    expect(read(anEvent('aws.signin', 'AWS Console Sign In via CloudTrail', detail))).toMatchObject({
      moment: 'message',
      title: 'AWS Console Sign In via CloudTrail: ConsoleLogin',
    });
  });
});

describe('a finding', () => {
  const guardDuty = (severity: number, service: object = {}) =>
    anEvent('aws.guardduty', 'GuardDuty Finding', {
      id: 'f-1',
      severity,
      title: 'The instance i-0f9e8d7c6b5a4321 asks a list of known attackers',
      description: 'It asked for 12 names in 5 minutes.',
      service,
    });

  test.each([
    [8.9, 'failed', 'failure'],
    [7, 'failed', 'failure'],
    [6.9, 'change', 'warning'],
    [2, 'change', 'info'],
  ])('of GuardDuty with the severity %p is the moment %s', (severity, moment, level) => {
    expect(read(guardDuty(severity))).toMatchObject({
      moment,
      severity: level,
      title: 'The instance i-0f9e8d7c6b5a4321 asks a list of known attackers',
    });
  });

  test('of GuardDuty that is archived is a change', () => {
    expect(read(guardDuty(8, { archived: true })).moment).toBe('change');
    expect(read(guardDuty(8, { archived: false })).moment).toBe('failed');
  });

  test('has no history: it is not the end of a run', () => {
    const { execution, lasting, resource } = read(guardDuty(8));

    expect([execution, lasting, resource]).toEqual([undefined, undefined, undefined]);
  });

  const securityHub = (finding: object) =>
    anEvent('aws.securityhub', 'Security Hub Findings - Imported', {
      findings: [
        {
          Title: 'Buckets should not be public',
          Description: 'The bucket shop-invoices can be read by everybody.',
          RecordState: 'ACTIVE',
          Workflow: { Status: 'NEW' },
          ...finding,
        },
      ],
    });

  test.each([
    ['CRITICAL', {}, 'failed'],
    ['HIGH', {}, 'failed'],
    ['MEDIUM', {}, 'change'],
    ['LOW', { Compliance: { Status: 'FAILED' } }, 'change'],
    ['HIGH', { Workflow: { Status: 'SUPPRESSED' } }, 'change'],
    ['HIGH', { RecordState: 'ARCHIVED' }, 'change'],
  ])('of Security Hub that is %s with %j is the moment %s', (Label, more, moment) => {
    const notification = read(securityHub({ Severity: { Label }, ...more }));

    expect(notification).toMatchObject({ moment, title: 'Buckets should not be public' });
    expect([notification.text, notification.failures[0]?.reason]).toContain(
      'The bucket shop-invoices can be read by everybody.',
    );
  });
});

describe('the history', () => {
  test('compares runs of one name', () => {
    expect(read(glue({ state: 'SUCCEEDED' }))).toMatchObject({
      resource: { name: 'prices' },
      execution: { id: 'jr_81' },
    });
  });

  test('compares lasting states only if they have an opposite', () => {
    const health = (status: string) => read(anEvent('aws.example', 'Example Node Health', { name: 'n1', status }));

    expect([health('UNHEALTHY').lasting, health('HEALTHY').lasting]).toEqual([true, true]);
    expect(health('FAILED').lasting).toBeUndefined();
  });

  test('does not compare subjects whose name may be that of a part', () => {
    const event = anEvent('aws.amplify', 'Amplify Deployment Status Change', {
      branchName: 'main',
      jobId: '7',
      jobStatus: 'FAILED',
    });

    expect(read(event)).toMatchObject({
      moment: 'failed',
      resource: { name: 'main' },
      execution: undefined,
      lasting: undefined,
    });
  });

  test('does not use an id that is one of several', () => {
    const { execution } = read(glue({ state: 'FAILED', buildId: 'b-7' }));

    expect(execution).toBeUndefined();
  });

  test('names the resource of the event if the detail names none', () => {
    const arn = 'arn:aws:ec2:eu-north-1:222233334444:volume/vol-0a9b8c7d';
    const event = anEvent(
      'aws.ec2',
      'EBS Volume Notification',
      { event: 'createVolume', result: 'failed', cause: 'no key' },
      [arn],
    );

    expect(read(event)).toMatchObject({
      resource: { kind: 'EBS Volume', name: 'vol-0a9b8c7d' },
      failures: [{ reason: 'no key' }],
    });
  });
});

describe('a JSON message that is no event', () => {
  test.each([
    [{ status: 'failed', service: 'billing', message: 'The disk is full' }, 'failed', /billing failed$/],
    [{ level: 'error', message: 'The bank does not answer' }, 'failed', /^The bank does not answer$/],
    [{ severity: 'CRITICAL', title: 'Orders stopped', description: 'x' }, 'failed', /^Orders stopped$/],
    [{ status: 'ok', job: 'import' }, 'succeeded', /import succeeded$/],
    [{ pipeline: 'shop', state: 'FAILED' }, 'failed', /shop failed$/],
    [{ status: 'FAILED' }, 'failed', /^A message with the state FAILED$/],
    [{ status: 'firing', alerts: [{ labels: { alertname: 'DiskFull' } }] }, 'failed', /^DiskFull$/],
    [{ level: 'info', message: 'Import failed' }, 'message', /^Import failed$/],
    [{ severity: 'warning', message: 'Almost full' }, 'message', /^Almost full$/],
    [{ message: 'Import failed' }, 'message', /^Import failed$/],
    [{ note: { text: 'Deep words' } }, 'message', /^Deep words$/],
  ])('%j is the moment %s', (body, moment, words) => {
    const notification = read(body);

    expect(notification.moment).toBe(moment);
    expect(headline(notification)).toMatch(words);
  });

  test('with the severity warning is a message of that severity', () => {
    expect(read({ severity: 'warning', message: 'Almost full' }).severity).toBe('warning');
  });

  test('has the subject of SNS as its headline', () => {
    expect(read({ level: 'error', message: 'No answer' }, { subject: 'Bank' })).toMatchObject({
      moment: 'failed',
      title: 'Bank',
      failures: [],
    });
  });

  test('shows nested values and lists, and addresses as links', () => {
    const body = {
      title: 'Release',
      changes: [{ name: 'cart' }, { name: 'search' }],
      counts: { added: 2, removed: 1 },
      runUrl: 'https://ci.example.com/9',
    };

    expect(read(body)).toMatchObject({
      details: [
        { label: 'Changes', value: 'name cart, name search' },
        { label: 'Counts', value: 'added 2, removed 1' },
      ],
      links: [{ label: 'Run url', url: 'https://ci.example.com/9' }],
    });
  });

  test('shows no secret that is nested, in a list or in an address', () => {
    const body = {
      title: 'Release',
      login: { user: 'ada', password: 'hunter2' },
      list: [{ apiToken: 'hunter2' }, 'Bearer hunter2'],
      runUrl: 'https://ci.example.com/9?sig=hunter2',
      status: { value: 'FAILED', secret: 'hunter2' },
    };

    expectHidden('hunter2', body);
    expect(read(body).details).toEqual([{ label: 'Login', value: 'user ada' }]);
  });
});

describe('a message of an AWS service', () => {
  const backup = (first: string) =>
    `${first} Resource ARN : arn:aws:ec2:eu-north-1:222233334444:volume/vol-0a9b8c7d. BackupJob ID : 5d1c2b3a-0000-4f00-8000-9a8b7c6d5e4f`;

  test.each([
    ['An AWS Backup job failed.', 'failed', []],
    [
      'An AWS Backup job failed to complete in time.',
      'failed',
      [{ reason: 'An AWS Backup job failed to complete in time.' }],
    ],
    ['An AWS Backup job was completed successfully.', 'succeeded', []],
  ])('of Backup: %s', (first, moment, failures) => {
    expect(read(backup(first), { subject: 'Notification from AWS Backup' })).toMatchObject({
      moment,
      failures,
      account: '222233334444',
      region: 'eu-north-1',
      resource: { kind: 'Backup Job', name: 'vol-0a9b8c7d' },
      execution: { id: '5d1c2b3a-0000-4f00-8000-9a8b7c6d5e4f' },
    });
  });

  test('of Backup without a resource has its first sentence as headline', () => {
    const text = 'An AWS Copy job was completed but was failed or was aborted. Copy Job Id : 5d1c2b3a-0000-4f00';

    expect(read(text, { subject: 'Notification from AWS Backup' })).toMatchObject({
      moment: 'failed',
      title: 'An AWS Copy job was completed but was failed or was aborted.',
      execution: undefined,
    });
  });

  test('of Budgets has a budget without control characters', () => {
    const text =
      'AWS Budget Notification May 6, 2026\nAWS Account 222233334444\n\nthe ACTUAL Cost associated with your \u0000shop\u202e-live budget is greater than $80.00.';

    expect(read(text).resource).toEqual({ kind: 'budget', name: 'shop-live' });
  });

  test('of Budgets is a failure with the amount', () => {
    const text =
      'AWS Budget Notification May 6, 2026\nAWS Account 222233334444\n\nDear AWS Customer,\n\nYou requested that we alert you when the ACTUAL Cost associated with your shop-live budget is greater than $80.00 for the current month. The ACTUAL Cost associated with this budget is $93.20. More follows.';

    expect(read(text, { subject: 'AWS Budgets: shop-live has exceeded your alert threshold' })).toMatchObject({
      moment: 'failed',
      title: 'AWS Budgets: shop-live has exceeded your alert threshold',
      resource: { kind: 'budget', name: 'shop-live' },
      account: '222233334444',
      failures: [{ reason: 'The ACTUAL Cost associated with this budget is $93.20' }],
    });
  });

  test.each([
    ['EC2_INSTANCE_LAUNCH_ERROR', 'failed'],
    ['EC2_INSTANCE_TERMINATE_ERROR', 'failed'],
    ['EC2_INSTANCE_LAUNCH', 'message'],
    ['TEST_NOTIFICATION', 'message'],
  ])('of Auto Scaling with the event %s is the moment %s', (event, moment) => {
    const body = {
      Event: `autoscaling:${event}`,
      AutoScalingGroupName: 'web-live',
      Service: 'AWS Auto Scaling',
      StatusCode: 'InProgress',
      StatusMessage: 'There is no capacity in eu-north-1a',
    };

    expect(read(body, { subject: 'Auto Scaling: web-live' }).moment).toBe(moment);
    expect(JSON.stringify(read(body))).toContain('There is no capacity');
  });

  test.each([
    ['Replication task has failed.', 'failed'],
    ['Replication task has started.', 'message'],
  ])('of RDS or DMS that says "%s" is the moment %s', (words, moment) => {
    const body = { 'Event Source': 'replication-task', SourceId: 'orders', 'Event Message': words };
    const notification = read(body, { subject: 'DMS Notification Message' });

    expect(notification.moment).toBe(moment);
    expect(JSON.stringify(notification)).toContain(words);
    if (moment === 'failed') expect(notification.resource).toEqual({ kind: 'replication-task', name: 'orders' });
  });

  test('that is plain text of somebody else stays a message', () => {
    for (const text of ['The job failed', 'ERROR: no space left', 'A backup job failed']) {
      expect(read(text)).toMatchObject({ moment: 'message', title: text });
    }
  });
});
