import { Writable } from 'node:stream';
import stringWidth from 'string-width';
import { writeText } from '../../../../src/cli/commands/rehearse/print.ts';
import { anEnvelope, openWorld } from '../../world.ts';
import { rehearse, run, SLACK, TEAMS, textsOf, WEBHOOK } from './support.ts';

const failed = run('FAILED', '10:00:00');
const fixed = run('SUCCEEDED', '12:00:00');

describe('pipebell rehearse', () => {
  test('plays on a clock that follows the events: a fix after two hours says for how long it was red', async () => {
    const { shown } = await rehearse([failed, fixed]);

    expect(shown.map(({ moment, transition }) => [moment, transition])).toEqual([
      ['failed', 'broken'],
      ['succeeded', 'fixed'],
    ]);
    expect(textsOf(shown)[1]).toMatch(/2 h\b/);
  });

  test('shows what each platform gets, with its text, and the filter that stops the others', async () => {
    const { code, shown } = await rehearse([failed], {
      targets: {
        chat: SLACK,
        card: { ...TEAMS, on: ['failed'] },
        program: { ...WEBHOOK, on: ['failed'] },
        later: { ...SLACK, on: ['fixed'] },
        other: { ...SLACK, when: { pipelines: ['cafe-*'] } },
        off: { ...SLACK, enabled: false },
      },
    });

    expect(code).toBe(0);
    expect(shown[0]?.deliveries).toEqual([
      {
        target: 'card',
        outcome: 'delivered',
        text: expect.stringContaining('bakery'),
        body: expect.objectContaining({ type: 'message' }),
      },
      {
        target: 'chat',
        outcome: 'delivered',
        text: expect.stringContaining('bakery'),
        body: expect.objectContaining({ blocks: expect.any(Array) }),
      },
      {
        target: 'program',
        outcome: 'delivered',
        text: '',
        body: expect.objectContaining({ type: 'codepipeline.pipeline.failed' }),
      },
    ]);
    expect(shown[0]?.left).toEqual([
      { target: 'later', why: 'on: wants fixed; this is failed, broken' },
      { target: 'other', why: 'when.pipelines: wants cafe-*; this is bakery' },
      { target: 'off', why: 'enabled: the target is disabled' },
    ]);
  });

  test('uses one Slack target with the default filters unless it is told otherwise', async () => {
    const { shown } = await rehearse([run('STARTED', '09:00:00'), failed]);

    expect(shown[0]?.left).toEqual([{ target: 'team', why: expect.stringContaining('this is started') }]);
    expect(shown[1]?.deliveries).toEqual([expect.objectContaining({ target: 'team', outcome: 'delivered' })]);
  });

  test('skips a copy of an event as a duplicate, soon and late', async () => {
    const { shown } = await rehearse([failed, failed, run('STARTED', '11:00:00'), failed]);

    expect(shown.map(({ deliveries }) => deliveries.map(({ outcome, reason }) => reason ?? outcome))).toEqual([
      ['delivered'],
      ['duplicate'],
      [],
      ['duplicate'],
    ]);
    expect(shown[1]?.deliveries[0]).toEqual({ target: 'team', outcome: 'skipped', reason: 'duplicate' });
  });

  test('skips a message that SNS delivers twice as a duplicate', async () => {
    const envelope = anEnvelope(failed);

    const { shown } = await rehearse([envelope, envelope]);

    expect(shown.map(({ n, deliveries }) => [n, deliveries[0]?.outcome])).toEqual([
      [1, 'delivered'],
      [2, 'skipped'],
    ]);
  });

  test('shows the message of a whole batch with the build that caused it', async () => {
    const build = (at: number) => ({
      ...run('FAILED', `10:00:0${at}`),
      id: `build-${at}`,
      source: 'aws.codebuild',
      'detail-type': 'CodeBuild Build State Change',
      detail: {
        'build-status': 'FAILED',
        'project-name': 'bakery-matrix',
        'build-id': `arn:aws:codebuild:eu-north-1:111122223333:build/bakery-matrix:0000000${at}-1111-4000-8000-000000000000`,
        'additional-information': {
          initiator: 'codebuild-role/AWSCodeBuild-0a1b',
          'source-version': 'refs/heads/main',
          'build-start-time': 'May 6, 2026 9:50:00 AM',
          environment: {
            'environment-variables': [
              { name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PLAINTEXT', value: `rye_${at}` },
            ],
          },
        },
      },
    });

    const { code, shown } = await rehearse([build(1), build(2)]);

    expect(code).toBe(0);
    expect(shown.map(({ n, subject, deliveries }) => [n, subject, deliveries.length])).toEqual([
      [1, 'bakery-matrix', 1],
      [2, 'bakery-matrix', 0],
    ]);
  });

  test('routes messages of one time in one invocation, and the messages of each in the order of the file', async () => {
    const at = '10:00:00';
    const many = ['a', 'b', 'c'].map((pipeline) => run('FAILED', at, { pipeline }));

    const { shown } = await rehearse(many);

    expect(shown.map(({ n, subject, transition }) => [n, subject, transition])).toEqual([
      [1, 'a', 'broken'],
      [2, 'b', 'broken'],
      [3, 'c', 'broken'],
    ]);
  });

  test('lets an older event arrive at the present time', async () => {
    const { shown } = await rehearse([fixed, failed, run('SUCCEEDED', '13:00:00')]);

    // The failure was before the first success, so the last one fixes nothing.
    expect(shown.map(({ transition }) => transition)).toEqual([null, 'broken', null]);
  });

  test('plays weeks in seconds', async () => {
    const { shown } = await rehearse([
      failed,
      { ...run('FAILED', '10:00:00', { id: 'later' }), time: '2026-05-27T10:00:00Z' },
    ]);

    expect(textsOf(shown)[1]).toMatch(/21 (?:d|days)\b/);
  });

  test('names accounts and environments by the settings', async () => {
    const settings = { aliases: { environments: { live: ['bakery'] } } };

    const plain = await rehearse([failed]);
    const named = await rehearse([failed], { settings });

    expect(textsOf(plain.shown)[0]).not.toContain('live');
    expect(textsOf(named.shown)[0]).toContain('live');
  });

  test('shows why a target is invalid and delivers to the others', async () => {
    const { code, shown } = await rehearse([failed], {
      targets: {
        team: SLACK,
        wrong: { ...SLACK, url: 'https://canary.example/hook' },
        typo: { ...SLACK, onn: ['failed'] },
        text: 'canary',
      },
    });

    expect(code).toBe(0);
    expect(shown[0]?.deliveries).toEqual([expect.objectContaining({ target: 'team', outcome: 'delivered' })]);
    expect(shown[0]?.left).toEqual([
      { target: 'wrong', why: expect.stringMatching(/^the target is invalid: url: must be an incoming webhook/) },
      { target: 'typo', why: expect.stringContaining('onn') },
      { target: 'text', why: expect.stringMatching(/^the target is invalid: ./) },
    ]);
  });

  test('accepts a private address only with --allow-private', async () => {
    const targets = { hook: { ...WEBHOOK, url: 'http://10.0.0.7/canary', on: ['failed'] } };

    const refused = await rehearse([failed], { targets });
    const accepted = await rehearse([failed], { targets }, '--allow-private');

    expect(refused.shown[0]?.left).toHaveLength(1);
    expect(accepted.shown[0]?.deliveries).toHaveLength(1);
  });

  test('sends nothing, and prints no URL and no key of a target', async () => {
    const targets = {
      team: SLACK,
      ops: TEAMS,
      hook: { ...WEBHOOK, headers: { 'X-Token': 'canary' }, on: ['failed'] },
      reference: { ...WEBHOOK, url: { parameter: '/pipebell/prod/secrets/reference/url' }, on: ['failed'] },
      broken: { ...SLACK, url: 'https://canary.example/hook' },
    };
    const world = openWorld();
    world.files.set('m.json', JSON.stringify([failed, failed, fixed]));
    world.files.set('t.json', JSON.stringify(targets));

    for (const args of [[], ['--json'], ['--summary'], ['--summary', '--json']]) {
      const { code, stdout, stderr } = await world.run('rehearse', 'm.json', '--targets', 't.json', ...args);

      expect(code).toBe(0);
      expect(stdout).toContain('reference');
      expect(stdout + stderr).not.toMatch(/canary|hooks\.slack\.com\/|target\.invalid/);
    }
    expect(world.sent).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  test('prints a compact report for people', async () => {
    const world = openWorld();
    world.files.set('m.json', JSON.stringify([run('STARTED', '09:50:00'), failed, failed, fixed]));
    world.files.set('t.json', JSON.stringify({ team: SLACK, 'on-call': { ...SLACK, on: ['failed'] } }));

    const { stdout } = await world.run('rehearse', 'm.json', '--targets', 't.json');

    const lines = stdout.trimEnd().split('\n');
    expect(lines.every((line) => stringWidth(line) <= 80)).toBe(true);
    expect(lines[0]).toMatch(/^#1 {2}2026-05-06 09:50:00Z codepipeline bakery started$/);
    expect(stdout).toMatch(/^ {2}team {5}– on: wants failed, fixed, approval; this is started$/m);
    expect(stdout).toMatch(/^ {2}team {5}🔴 .*bakery/m);
    expect(stdout).toMatch(/^ {2}on-call {2}skipped \(duplicate\)$/m);
    expect(lines.at(-1)).toMatch(/^4 messages · 1 for no target · 5 deliveries \(delivered 3, duplicate 2\)/);
  });

  test.each([
    [true, 'has colours at a terminal'],
    [false, 'has no colours elsewhere'],
  ])('with a terminal: %s, the report %s', (isTTY) => {
    const chunks: string[] = [];
    const write = (chunk: Buffer, _: string, done: () => void): void => {
      chunks.push(String(chunk));
      done();
    };
    const stdout = Object.assign(new Writable({ write }), { isTTY });

    writeText([{ n: 1, error: 'it could not be routed', deliveries: [], left: [] }], [], stdout);

    expect(chunks.join('').includes('\u001b[31m')).toBe(isTTY);
    expect(chunks.join('')).toContain('1 message · 1 not routed · 0 deliveries');
  });
});
