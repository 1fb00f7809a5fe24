import { headline, plainText } from '../../../src/wording/words.ts';
import { expectHidden, PUBLISHED_AT, read } from '../reading.ts';

const anEvent = (detail: unknown, rest: Record<string, unknown> = {}) => ({
  version: '0',
  id: '6a1f0c9d-1111-4222-8333-444455556666',
  'detail-type': 'ECR Image Scan',
  source: 'aws.ecr',
  account: '111122223333',
  time: '2026-03-04T09:15:30Z',
  region: 'eu-west-1',
  resources: [],
  detail,
  ...rest,
});

const drawn = (detail: Record<string, unknown>) => read(anEvent(detail)).details;

describe('an AWS event of an unknown kind', () => {
  test('shows its detail type, its fields two levels deep, account, Region and time', () => {
    const detail = {
      'scan-type': 'ENHANCED',
      imageCount: 3,
      passed: false,
      tags: ['a'],
      findings: { HIGH: 1 },
      by: null,
    };

    expect(read(anEvent(detail))).toEqual({
      version: 1,
      id: '6a1f0c9d-1111-4222-8333-444455556666',
      source: 'generic',
      moment: 'message',
      severity: 'info',
      time: '2026-03-04T09:15:30.000Z',
      title: 'ECR Image Scan',
      account: '111122223333',
      region: 'eu-west-1',
      commits: [],
      failures: [],
      details: [
        { label: 'Scan type', value: 'ENHANCED' },
        { label: 'Image count', value: '3' },
        { label: 'Passed', value: 'false' },
        { label: 'Tags', value: 'a' },
        { label: 'Findings', value: 'HIGH 1' },
      ],
      links: [],
    });
  });

  test('is read in a notification rule’s dialect too, with the identity of its message', () => {
    const { id: _, 'detail-type': detailType, ...rest } = anEvent({ state: 'FAILED' });

    expect(read({ ...rest, detailType })).toMatchObject({
      title: 'ECR Image Scan: FAILED',
      account: '111122223333',
      id: expect.stringMatching(/^message_\w{26}$/),
    });
  });

  test.each([
    [{ state: 'FAILED' }, 'ECR Image Scan: FAILED'],
    [{ 'build-status': 'STOPPED' }, 'ECR Image Scan: STOPPED'],
    [{ state: { value: 'ALARM' } }, 'ECR Image Scan: ALARM'],
    [{ 'status-details': { status: 'CREATE_COMPLETE' } }, 'ECR Image Scan: CREATE_COMPLETE'],
    [{ eventName: 'StopPipelineExecution' }, 'ECR Image Scan: StopPipelineExecution'],
  ])('has its state in the title: %j', (detail, title) => {
    expect(read(anEvent(detail)).title).toBe(title);
  });

  test('has ten details at most', () => {
    expect(drawn(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`field${n}`, n])))).toHaveLength(10);
  });

  test.each([
    'password',
    'dbPassword',
    'client_secret',
    'token',
    'apiKey',
    'credentials',
    'Authorization',
    'environment-variables',
    'ENVIRONMENT',
  ])('never shows its field %p', (field) => {
    expect(drawn({ [field]: 'hunter2' })).toEqual([]);
  });

  test.each([
    'https://hooks.slack.com/services/T0/B0/abc',
    'https://ada:hunter2@example.com',
    'https://example.com/?sig=hunter2',
    'https://example.com/?X-Amz-Signature=hunter2',
    'token=hunter2',
    'Bearer hunter2',
    'AKIAIOSFODNN7EXAMPLE',
  ])('never shows a value such as %p in any field', (value) => {
    expect(drawn({ note: value, state: value, title: value })).toEqual([]);
    expectHidden(/hunter2|hooks|AKIA/, { note: value, message: value });
  });

  test('shows an author and other innocent names', () => {
    expect(drawn({ author: 'Ada', authored: 'today', title: 'Release' })).toHaveLength(3);
  });

  test('shows no fields of every event and repeats nothing', () => {
    expect(
      drawn({ id: 'x', version: '1', eventVersion: '1.08', region: 'eu-west-1', account: '111122223333' }),
    ).toEqual([]);
  });

  test('names its source if it is not AWS', () => {
    expect(read(anEvent({}, { source: 'acme.shop' })).details).toEqual([{ label: 'source', value: 'acme.shop' }]);
  });

  test('shows a text detail as text', () => {
    expect(read(anEvent('One\nTwo'))).toMatchObject({ title: 'ECR Image Scan', text: 'One\nTwo' });
  });
});

test('shows a CodePipeline event with an invalid detail by its detail type', () => {
  for (const detail of [
    undefined,
    null,
    'FAILED',
    [],
    {},
    { pipeline: 5, state: 'FAILED' },
    { pipeline: ' ', state: 'X' },
  ]) {
    const event = anEvent(detail, {
      source: 'aws.codepipeline',
      'detail-type': 'CodePipeline Pipeline Execution State Change',
    });

    expect(read(event)).toMatchObject({
      source: 'generic',
      title: expect.stringMatching(/^CodePipeline Pipeline Execution State Change/),
    });
  }
});

describe('text', () => {
  test('has its first line as its title', () => {
    expect(read('Backup done\n\n42 files')).toMatchObject({
      title: 'Backup done',
      text: '42 files',
      time: PUBLISHED_AT,
    });
  });

  test('has the subject as its title and is not repeated', () => {
    const notification = read('Backup done\n42 files', { subject: 'Backup' });

    expect(notification).toMatchObject({ title: 'Backup', text: 'Backup done\n42 files' });
    expect(plainText(notification)).toBe('🔵 Backup — Backup done 42 files');
  });

  test('is shown completely if its first line is long', () => {
    const line = 'word '.repeat(60).trim();

    const { title, text } = read(line);

    expect(title).toHaveLength(150);
    expect(text).toBe(line);
  });

  test('keeps the digits of a number', () => {
    expect(read('12345678901234567890').title).toBe('12345678901234567890');
  });

  test.each(['', '""', 'null', '[]', '{}', ' \n '])('is a notification even if it is %j', (text) => {
    expect(headline(read(text))).toMatch(/^(?:An empty message|A list of 0 items)$/);
  });
});

describe('JSON that is not an event', () => {
  test('has the headline of one of its fields', () => {
    expect(read({ title: 'Deploy done', took: 5 })).toMatchObject({
      title: 'Deploy done',
      details: [{ label: 'Took', value: '5' }],
    });
  });

  test('names its fields if none can be shown', () => {
    const notification = read({ jobs: [], meta: {} });

    expect(headline(notification)).toBe('A message');
    expect(notification.details).toEqual([{ label: 'fields', value: 'jobs, meta' }]);
  });

  test('shows the scalars of a list', () => {
    const notification = read(['a', 1, {}, null]);

    expect([headline(notification), notification.text]).toEqual(['A list of 4 items', 'a\n1']);
  });
});
