import { LEVELS, MOMENTS } from '../../../src/model/notification.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { sampleEvent, sampleNames } from '../../../src/samples/samples.ts';
import { requiredValues } from '../../../src/targets/target-fields.ts';
import { UNREADABLE } from '../fake-parameters.ts';
import { addTarget, anEnvelope, anEvent, openWorld, type World } from '../world.ts';

const SLACK = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' };

const fill = (world: World): void => {
  addTarget(world, 'all', { ...SLACK, when: { pipelines: ['shop-*', '!shop-test'] } });
  addTarget(world, 'approvals', { ...SLACK, on: ['approval'] });
  addTarget(world, 'broken', { ...SLACK, url: 'https://canary.example/hook' });
  addTarget(world, 'deploys', { ...SLACK, when: { stages: ['Deploy'] } });
  addTarget(world, 'elsewhere', { ...SLACK, when: { regions: ['us-*'] } });
  addTarget(world, 'off', { ...SLACK, enabled: false });
  addTarget(world, 'stages', { ...SLACK, levels: ['stage', 'action'] });
  addTarget(world, 'text', 'canary {');
  addTarget(world, 'by-reference', {
    platform: 'webhook',
    url: { parameter: '/pipebell/prod/secrets/by-reference/url' },
    signingKeys: [{ secret: 'pipebell/prod/by-reference/keys', key: 'signing' }],
    headers: { 'X-Token': { parameter: '/pipebell/prod/secrets/by-reference/token' } },
  });
};

describe('pipebell explain', () => {
  test('reports for each target whether it gets the event, and which filter stops it', async () => {
    const world = openWorld();
    fill(world);

    const { code, stdout, stderr } = await world.run('explain', 'failed', '--stage', 'prod');

    const rows = stdout.split('\n').map((line) => line.replace(/\d+ of /g, 'N of '));
    expect(rows[0]).toContain('🔴 shop-prod failed');
    expect(rows.slice(2, -1)).toEqual([
      'TARGET        PLATFORM  GETS IT  WHY',
      expect.stringMatching(
        /^all {11}slack {5}yes {6}on has failed, broken; levels has pipeline; when.pipelines shop-\*, !shop-test takes shop-prod; N of 4000 text characters, N of 11000 block characters$/,
      ),
      'approvals     slack     no       on: wants approval; this is failed, broken',
      expect.stringMatching(
        /^broken {8}- {9}invalid {2}on has failed, broken; levels has pipeline; url: must be an incoming/,
      ),
      'by-reference  webhook   yes      on has failed, broken; levels has pipeline; N of 65536 bytes',
      'deploys       slack     no       when.stages: wants Deploy; this is Build',
      'elsewhere     slack     no       when.regions: wants us-*; this is eu-central-1',
      'off           slack     no       enabled: the target is disabled',
      'stages        slack     no       levels: wants stage, action; this is pipeline',
      'text          -         invalid  cannot be read; not valid JSON',
      '',
      '2 targets of 9 would get it',
    ]);
    expect(code).toBe(3);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('canary');
  });

  test('reports that the meaning of a user’s event after earlier runs is unknown', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);
    world.files.set('mine.json', (await sampleEvent('failed', new Date()))?.text ?? '');

    const { stdout, stderr } = await world.run('explain', 'mine.json', '--stage', 'prod');

    expect(stderr).toBe('its meaning after earlier runs is unknown here: pass --means\n');
    expect(stdout).toContain('on has failed;');
  });

  test('asks Parameter Store for the targets and for nothing else', async () => {
    const world = openWorld();
    fill(world);

    await world.run('explain', 'failed', '--stage', 'prod');

    expect(world.calls).toEqual(['below /pipebell/prod/targets']);
  });

  test('writes one JSON document with --json', async () => {
    const world = openWorld();
    addTarget(world, 'team', { ...SLACK, when: { pipelines: ['web'] } });

    const { code, stdout, stderr } = await world.run('explain', 'fixed', '--stage', 'prod', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      event: {
        source: 'codepipeline',
        moment: 'succeeded',
        level: 'pipeline',
        transition: 'fixed',
        headline: 'shop-prod is fixed',
      },
      summary: expect.stringContaining('shop-prod is fixed'),
      targets: [
        {
          target: 'team',
          platform: 'slack',
          gets: false,
          filter: 'when.pipelines',
          wants: ['web'],
          has: 'shop-prod',
          words: 'when.pipelines: wants web; this is shop-prod',
          problems: [],
          sizes: [],
        },
      ],
    });
  });

  test('sets the meaning of a success with --means', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);

    const alone = await world.run('explain', 'succeeded', '--stage', 'prod');
    const fixed = await world.run('explain', 'succeeded', '--stage', 'prod', '--means', 'fixed');

    expect(alone.stdout).toContain('no target gets it');
    expect(fixed.stdout).toContain('1 target of 1 would get it');
    expect(fixed.stderr).toBe('');
  });

  test('rejects a file that holds one target without a name', async () => {
    const world = openWorld();
    world.files.set('target.json', JSON.stringify(SLACK));

    const { code, stderr } = await world.run('explain', 'failed', '--targets', 'target.json');

    expect([code, stderr]).toEqual([1, expect.stringContaining('put it under its name')]);
  });

  test('takes targets from a file and the event from standard input', async () => {
    const world = openWorld();
    world.files.set('targets.json', JSON.stringify({ team: { ...SLACK, when: { pipelines: ['web'] } } }));
    world.files.set('-', JSON.stringify(anEvent()));

    const { code, stdout } = await world.run('explain', '-', '--targets', 'targets.json');

    expect(code).toBe(0);
    expect(stdout).toContain('web failed');
    expect(stdout).toContain('1 target of 1 would get it');
    expect(world.calls).toEqual([]);
  });

  test.each([
    ['an EventBridge event', anEvent()],
    ['what SNS puts around it', anEnvelope(anEvent())],
    ['what reached the router', { Records: [{ EventSource: 'aws:sns', Sns: anEnvelope(anEvent()) }] }],
    [
      'a message of a queue',
      { Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(anEnvelope(anEvent())) }] },
    ],
    ['an invocation that failed', { requestPayload: { Records: [{ Sns: anEnvelope(anEvent()) }] } }],
  ])('reads %s', async (_, content) => {
    const world = openWorld();
    world.files.set('event.json', JSON.stringify(content));
    addTarget(world, 'team', SLACK);

    const { stdout } = await world.run('explain', 'event.json', '--stage', 'prod', '--json');

    expect(JSON.parse(stdout).event).toMatchObject({ source: 'codepipeline', headline: 'web failed' });
  });

  test.each(sampleNames)('reads the sample %s and measures it on every platform', async (sample) => {
    const world = openWorld();
    for (const platform of platformNames) {
      const required = requiredValues(platform, ({ name }) => ({
        parameter: `/pipebell/prod/secrets/${platform}/${name}`,
      }));
      addTarget(world, platform, { platform, ...required, on: MOMENTS, levels: LEVELS });
    }

    const { code, stdout } = await world.run('explain', sample, '--stage', 'prod', '--json');

    expect(code).toBe(0);
    for (const { gets, sizes } of JSON.parse(stdout).targets) {
      expect(gets).toBe(true);
      expect(sizes).not.toEqual([]);
      for (const { size, limit } of sizes) expect(size).toBeLessThan(limit);
    }
  });

  test('takes sample targets without --stage and --targets, and says so', async () => {
    const { code, stdout, stderr } = await openWorld().run('explain', 'failed');
    const json = await openWorld().run('explain', 'failed', '--json');

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'these are sample targets: pass --stage or --targets for your own\n',
    });
    expect(stdout).toMatch(/^team-shop +slack +yes /m);
    expect(stdout).toMatch(/^team-web +slack +no .*web-\*/m);
    expect(JSON.parse(json.stdout)).toMatchObject({ sampleTargets: true });
  });

  test.each([
    [
      ['explain', 'failed', '--stage', 'prod', '--means', 'fixed'],
      2,
      '--means: an event with the moment failed cannot be fixed',
    ],
    [
      ['explain', 'started', '--stage', 'prod', '--means', 'broken'],
      2,
      '--means: an event with the moment started cannot be broken',
    ],
    [['explain', 'failed', '--stage', 'prod', '--targets', 't.json'], 2, 'pass only one of: --stage, --targets'],
    [['explain', '-', '--targets', '-'], 2, 'not both'],
    [['explain', 'failed', '--stage', 'prod', '--means', 'better'], 2, 'Allowed choices are'],
    [['explain'], 2, 'pass exactly one of: EVENT, --execution'],
    [
      ['explain', 'nothing.json', '--stage', 'prod'],
      1,
      'EVENT nothing.json cannot be read (ENOENT): pass a file, - or',
    ],
    [['explain', 'https://hooks.example/canary', '--stage', 'prod'], 1, 'EVENT … cannot be read'],
    [['explain', 'many.json', '--stage', 'prod'], 1, 'holds 2 records'],
    [['explain', 'empty', '--stage', 'prod'], 1, 'the event is empty'],
    [['explain', 'failed', '--targets', 'gone.json'], 1, '--targets: the file cannot be read (ENOENT)'],
    [['explain', 'failed', '--targets', 'list.json'], 1, '--targets: the file must be a JSON object'],
    [['explain', 'failed', '--stage', UNREADABLE], 1, 'AccessDeniedException'],
  ])('reports wrong usage in one line: %j', async (args, expected, words) => {
    const world = openWorld();
    world.files.set('many.json', JSON.stringify({ Records: [{}, {}] }));
    world.files.set('empty', ' \n');
    world.files.set('list.json', '["canary"]');

    const { code, stdout, stderr } = await world.run(...args);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('reports that there are no targets', async () => {
    const { code, stdout } = await openWorld().run('explain', 'approval', '--stage', 'prod');

    expect(code).toBe(0);
    expect(stdout).toContain('there are no targets');
  });
});
