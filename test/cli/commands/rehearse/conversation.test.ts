import { DISCORD, rehearse, run, type Shown, SLACK, SLACK_APP } from './support.ts';

const approval = {
  approval: {
    pipelineName: 'bakery',
    stageName: 'Release',
    actionName: 'Sign-off',
    token: 'token-canary',
    expires: '2026-05-13T13:00Z',
    approvalReviewLink: 'https://eu-north-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/bakery/view',
  },
  region: 'eu-north-1',
};

const story = [
  run('FAILED', '10:00:00', { execution: 'run-1' }),
  run('FAILED', '11:00:00', { execution: 'run-2' }),
  run('SUCCEEDED', '12:00:00', { execution: 'run-3' }),
  run('SUCCEEDED', '12:30:00', { execution: 'run-4' }),
];

const stepsOf = (shown: readonly Shown[], target: string) =>
  shown.map(({ deliveries }) => deliveries.find((each) => each.target === target)?.step);

describe('pipebell rehearse with conversations', () => {
  test('lists what is done for each event of an incident, with the bodies in the same order', async () => {
    const { code, shown } = await rehearse(story, { targets: { app: SLACK_APP, hook: SLACK } });

    expect(code).toBe(0);
    expect(stepsOf(shown, 'app')).toEqual([['open'], ['reply', 'update'], ['reply', 'update'], undefined]);
    const [root, still, fixed] = shown.map(({ deliveries }) => deliveries.find(({ target }) => target === 'app'));
    expect(root?.bodies).toEqual([root?.body]);
    expect(root?.text).toContain('bakery failed');
    const [reply = {}, update = {}] = still?.bodies ?? [];
    expect(reply).toMatchObject({ channel: 'C0123456789', reply_broadcast: false });
    expect(update).toMatchObject({ channel: 'C0123456789', ts: reply.thread_ts });
    expect(still?.body).toEqual(reply);
    expect(fixed?.bodies?.[0]).toMatchObject({ thread_ts: reply.thread_ts, reply_broadcast: true });
  });

  test('has no steps for a platform without conversations, and for a target without a thread', async () => {
    const { shown } = await rehearse(story, { targets: { hook: SLACK, off: { ...SLACK_APP, thread: 'off' } } });

    expect(shown[0]?.deliveries).toHaveLength(2);
    for (const { deliveries } of shown) {
      for (const each of deliveries) {
        expect(each).toMatchObject({ outcome: 'delivered', body: expect.any(Object) });
        expect(each).not.toHaveProperty('step');
        expect(each).not.toHaveProperty('bodies');
      }
    }
  });

  test('updates a message for an event that the target did not ask for', async () => {
    const { shown } = await rehearse(story, { targets: { app: { ...SLACK_APP, on: ['failed'] } } });

    expect(stepsOf(shown, 'app')).toEqual([['open'], ['reply', 'update'], ['update'], undefined]);
    expect(shown[2]?.deliveries[0]?.text).toMatch(/fixed/);
  });

  test('shows a run from its start with thread: run', async () => {
    const events = [
      run('STARTED', '10:00:00', { execution: 'run-1' }),
      run('FAILED', '10:04:00', { execution: 'run-1' }),
    ];

    const { shown } = await rehearse(events, {
      targets: { app: { ...SLACK_APP, thread: 'run', on: ['started', 'failed'] } },
    });

    expect(stepsOf(shown, 'app')).toEqual([['open'], ['reply', 'update']]);
  });

  test('keeps the messages of Discord, also those of a forum', async () => {
    const { shown } = await rehearse(story, { targets: { channel: DISCORD, forum: { ...DISCORD, forum: true } } });

    expect(stepsOf(shown, 'channel')).toEqual([['open'], ['reply', 'update'], ['reply', 'update'], undefined]);
    expect(stepsOf(shown, 'forum')).toEqual([['open'], ['reply', 'update'], ['reply', 'update'], undefined]);
    const forum = shown.map(({ deliveries }) => deliveries.find(({ target }) => target === 'forum'));
    expect(forum[0]?.bodies?.[0]).toHaveProperty('thread_name');
    expect(forum[1]?.bodies?.[0]).not.toHaveProperty('thread_name');
  });

  test('opens one message for an approval', async () => {
    const { shown } = await rehearse([approval], { targets: { app: SLACK_APP } });

    expect(stepsOf(shown, 'app')).toEqual([['open']]);
  });

  test('says in the text for people what is a reply and what is updated, and never the token', async () => {
    const { world, stdout: json } = await rehearse(story, { targets: { app: { ...SLACK_APP, on: ['failed'] } } });

    const { stdout } = await world.run('rehearse', 'messages.json', '--targets', 'targets.json');

    expect(stdout).toMatch(/app {2}reply: /);
    expect(stdout).toMatch(/app {2}message updated: /);
    expect(stdout).not.toContain('xoxb-');
    expect(json).not.toContain('xoxb-');
  });

  test('folds a burst into a summary with --summary, and updates it', async () => {
    const burst = Array.from({ length: 40 }, (_, at) =>
      run('FAILED', '10:00:00', { pipeline: `bakery-${at}`, execution: `run-${at}` }),
    );
    const later = run('SUCCEEDED', '12:00:00', { pipeline: 'bakery-39', execution: 'run-later' });

    const { shown } = await rehearse([...burst, later], { targets: { app: SLACK_APP } }, '--summary');

    expect(shown.flatMap(({ deliveries }) => deliveries.filter(({ outcome }) => outcome !== 'delivered'))).toEqual([]);
    expect(stepsOf(shown, 'app').at(-1)).toEqual(['reply', 'update']);
  });
});
