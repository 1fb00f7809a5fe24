import { fixture, read } from '../reading.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests change events in every place
type Json = any;

/** The notification rule's message about the same state change. */
const asRule = ({ id: _id, version: _version, 'detail-type': detailType, ...event }: Json) => ({
  ...event,
  detailType,
  notificationRuleArn: 'arn:aws:codestar-notifications:eu-west-1:111122223333:notificationrule/5c1e',
  additionalAttributes: {},
});

const another = (event: Json, detail: object, more: object = {}) => ({
  ...event,
  id: crypto.randomUUID(),
  ...more,
  detail: { ...event.detail, ...detail },
});

describe('the identity of a state change', () => {
  test.each([
    'pipeline-started',
    'pipeline-failed',
    'pipeline-succeeded-git',
    'action-failed',
    'stage-resumed',
  ] as const)('is the same for both forms of %s', (name) => {
    const event = fixture(name);

    expect(read(asRule(event)).id).toBe(read(event).id);
  });

  test('does not depend on the time of a form if the fields identify the state change', () => {
    const event = fixture('pipeline-failed');

    expect(read({ ...asRule(event), time: '2026-03-04T09:15:34Z' }).id).toBe(read(event).id);
  });

  test('differs between a pipeline of the same name in another account or Region', () => {
    const { resources: _, ...event } = fixture('pipeline-failed');
    const ids = [event, { ...event, account: '444455556666' }, { ...event, region: 'eu-west-2' }].map(
      (each) => read(each).id,
    );

    expect(new Set(ids).size).toBe(3);
    expect(read(asRule(event)).id).toBe(ids[0]);
  });

  test('differs between two retries of a stage with the same attempt', () => {
    const event = fixture('stage-resumed');
    const later = another(event, { state: 'FAILED', 'stage-last-retry-attempt-time': '2026-03-04T10:02:11.000Z' });
    const latest = another(later, { 'stage-last-retry-attempt-time': '2026-03-04T10:31:40.000Z' });

    expect(read(latest).id).not.toBe(read(later).id);
    expect(read(another(latest, {})).id).toBe(read(latest).id);
  });

  test.each([
    ['resumed twice', 'pipeline-failed', { state: 'RESUMED' }],
    ['asked twice to stop', 'pipeline-stopping', {}],
    ['without an attempt that fails twice', 'pipeline-failed', { 'pipeline-execution-attempt': undefined }],
    ['of an action without an id that fails twice', 'action-failed', { 'action-execution-id': undefined }],
  ] as const)('differs for a run %s', (_, name, change) => {
    const first = another(fixture(name), change);
    const second = another(first, {}, { time: '2026-03-04T10:40:00Z' });

    expect(read(second).id).not.toBe(read(first).id);
    expect(read(asRule(second)).id).toBe(read(second).id);
  });

  test('every copy of a notification rule’s message has the same id, despite different SNS message ids', () => {
    const [first, copy] = ['m-1', 'm-2'].map((messageId) => read(fixture('pipeline-failed-rule'), { messageId }).id);

    expect(first).toMatch(/^pipeline_\w{26}$/);
    expect(copy).toBe(first);
  });

  test.each([
    ['state', (event: ReturnType<typeof fixture>) => Object.assign(event.detail, { state: 'STARTED' })],
    ['execution', (event) => Object.assign(event.detail, { 'execution-id': 'another' })],
    ['stage', (event) => Object.assign(event.detail, { stage: 'Test' })],
    ['action', (event) => Object.assign(event.detail, { action: 'Other' })],
    ['action execution', (event) => Object.assign(event.detail, { 'action-execution-id': 'another' })],
    ['attempt', (event) => Object.assign(event.detail, { 'pipeline-execution-attempt': 2 })],
    ['start', (event) => Object.assign(event.detail, { 'start-time': '2026-03-05T00:00:00Z' })],
    ['pipeline', (event) => Object.assign(event, { resources: ['arn:aws:codepipeline:eu-west-1:111122223333:other'] })],
  ])('another %s is another event', (_, change) => {
    const event = fixture('action-failed-rule');
    change(event);

    expect(read(event).id).not.toBe(read(fixture('action-failed-rule')).id);
  });

  test('a pipeline and a stage without a name have different ids', () => {
    const event = fixture('pipeline-failed-rule');
    const stage = { ...event, detailType: 'CodePipeline Stage Execution State Change' };

    expect(read(stage).id).not.toBe(read(event).id);
  });

  test('events without an execution have ids from their time', () => {
    const event = fixture('pipeline-failed-rule');
    delete event.detail['execution-id'];

    expect(read({ ...event, time: '2026-03-05T09:15:30Z' }).id).not.toBe(read(event).id);
    expect(read(event, { messageId: 'm-2' }).id).toBe(read(event).id);
  });

  test('is EventBridge’s if the event names no execution', () => {
    const event = fixture('pipeline-failed');
    delete event.detail['execution-id'];

    expect(read(event).id).toBe(event.id);
  });
});
