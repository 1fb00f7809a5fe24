import { UNREADABLE } from '../fake-parameters.ts';
import { WHERE } from '../fake-stack.ts';
import { addTarget, openWorld, targetOf, type World } from '../world.ts';

const URL = 'https://hooks.slack.com/services/T0/B0/canary';
const SLACK = { platform: 'slack', url: { parameter: '/team/url' } };
const APPLY = ['targets', 'apply', '--stage', 'prod', '-f', 'targets.json'];
const EXPORT = ['targets', 'export', '--stage', 'prod'];

/** A stage with a target that the file changes, one that it has too, and one that it lacks. */
const open = (file: object): World => {
  const world = openWorld();
  addTarget(world, 'web', { ...SLACK, on: ['failed'] });
  addTarget(world, 'same', { on: ['fixed'], ...SLACK });
  addTarget(world, 'old', { platform: 'slack', url: URL });
  world.files.set('targets.json', JSON.stringify(file));
  return world;
};

const FILE = {
  web: { ...SLACK, on: ['failed', 'fixed'], levels: ['stage'] },
  same: { ...SLACK, on: ['fixed'] },
  new: { ...SLACK, when: { pipelines: ['new-*'] } },
};

const writes = ({ calls }: World): string[] => calls.filter((call) => /^(?:write|remove) /.test(call));

describe('pipebell targets apply', () => {
  test('shows the changes field by field, and writes nothing with --dry-run', async () => {
    const world = open(FILE);

    const { code, stdout } = await world.run(...APPLY, '--dry-run');

    expect(stdout.split('\n')).toEqual([
      '~ web',
      '    ~ on: ["failed"] -> ["failed","fixed"]',
      '    + levels: ["stage"]',
      '+ new',
      '    + platform: "slack"',
      '    + url: {"parameter":"/team/url"}',
      '    + when: {"pipelines":["new-*"]}',
      'in no file, and left: old (--prune removes them)',
      '1 to add, 1 to change, 0 to remove, 1 unchanged',
      '',
    ]);
    expect([code, writes(world)]).toEqual([3, []]);
  });

  test('writes only what differs, and nothing when it is run again', async () => {
    const world = open(FILE);

    const first = await world.run(...APPLY, '--yes');
    const again = await world.run(...APPLY, '--yes');
    const dry = await world.run(...APPLY, '--dry-run');

    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining(`\nwritten to ${WHERE}: web, new\n`) });
    expect(writes(world)).toEqual(['write /pipebell/prod/targets/web', 'write /pipebell/prod/targets/new']);
    expect(targetOf(world, 'new')).toEqual(FILE.new);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('0 to add, 0 to change') });
    expect(dry.code).toBe(0);
  });

  test('removes the targets that no file has with --prune, after a question whose default is no', async () => {
    const world = open(FILE);
    world.answer = '';
    const refused = await world.run(...APPLY, '--prune');
    const before = writes(world);
    world.answer = 'y';
    const agreed = await world.run(...APPLY, '--prune');

    expect(refused).toMatchObject({ code: 1, stderr: 'stopped: nothing was written\n' });
    expect(world.questions[0]).toBe(`Write to ${WHERE}: 1 to add, 1 to change, 1 to remove, 1 unchanged?`);
    expect(before).toEqual([]);
    expect(agreed.stdout).toContain('\n- old\n');
    expect(targetOf(world, 'old')).toBeNull();
  });

  test('reads a folder with one file for each target, and ignores other files', async () => {
    const world = openWorld();
    world.files.set('targets/web.json', JSON.stringify(FILE.web));
    world.files.set('targets/new.json', JSON.stringify(FILE.new));
    world.files.set('targets/README.md', 'canary');

    const { code } = await world.run('targets', 'apply', '--stage', 'prod', '-f', 'targets/', '--yes');

    expect(code).toBe(0);
    expect([targetOf(world, 'web'), targetOf(world, 'new')]).toEqual([FILE.web, FILE.new]);
  });

  test('validates all targets before it writes the first, and lists every problem', async () => {
    const world = open({ ...FILE, typo: { ...SLACK, colour: 'red' }, wrong: { ...SLACK, on: ['fixd'] } });

    const { code, stderr } = await world.run(...APPLY, '--yes');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^nothing was written:\n {2}typo: unknown field "colour"\n {2}wrong: on\.0: did you mean fixed\? expected /,
    );
    expect(writes(world)).toEqual([]);
  });

  test('refuses a secret in the file, and says how to refer to it', async () => {
    const world = open({ web: { platform: 'slack', url: URL } });

    const { code, stderr, stdout } = await world.run(...APPLY, '--yes');

    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain('canary');
    expect(stderr).toContain('web: url: a secret must not be in this text\n');
    expect(stderr).toContain(
      'write {"parameter":"/pipebell/prod/secrets/web/url"}: aws ssm put-parameter --type SecureString --name /pipebell/prod/secrets/web/url --value "$(cat)"',
    );
    expect(writes(world)).toEqual([]);
  });

  test('lists the other problems of a target with a secret, and names the target that is too long', async () => {
    const pipelines = Array.from({ length: 100 }, (_, at) => `shop-${at}-${'x'.repeat(40)}-*`);
    const world = open({
      web: { platform: 'slack', url: URL, colour: 1, on: ['faild'] },
      big: { ...SLACK, when: { pipelines } },
    });

    const { code, stderr } = await world.run(...APPLY, '--yes');

    expect(code).toBe(1);
    expect(stderr.split('\n').map((line) => line.trim().split(/[;?]| "/)[0])).toEqual([
      'nothing was written:',
      'web: url: a secret must not be in this text',
      'web: on.0: did you mean failed',
      'web: unknown field',
      'web: url: store it and write {"parameter":"/pipebell/prod/secrets/web/url"}: aws ssm put-parameter --type SecureString --name /pipebell/prod/secrets/web/url --value',
      'big: the target is over 4096 bytes',
      '',
    ]);
    expect(writes(world)).toEqual([]);
  });

  test('names the target that a platform does not accept', async () => {
    const place = { parameter: '/pipebell/prod/secrets/chat/url' };
    const world = open({ chat: { platform: 'discord', url: place }, web: { ...SLACK, on: ['failed'] } });
    world.parameters.set(
      place.parameter,
      `https://discord.com/api/webhooks/1185000000000000007/${'canary'.repeat(12)}`,
    );
    world.reply = { status: 404, body: '{"message": "Unknown Webhook", "code": 10015}' };

    const { code, stderr } = await world.run(...APPLY, '--yes');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^nothing was written: chat: Discord does not accept the webhook \(gone, 404\): create a webhook/,
    );
    expect(writes(world)).toEqual([]);
  });

  test('does not show a name of a stored field that may be a secret', async () => {
    const world = open({ web: SLACK });
    addTarget(world, 'web', { ...SLACK, [URL]: 1, levels: ['stage'] });

    const shown = await world.run(...APPLY, '--dry-run');
    const json = await world.run(...APPLY, '--dry-run', '--json');

    expect(shown.stdout).toMatch(/^~ web\n {4}- …: "\(hidden\)"\n {4}- levels: \["stage"\]\n/);
    expect(JSON.parse(json.stdout).changes).toEqual([{ name: 'web', kind: 'change', fields: ['…', 'levels'] }]);
    expect(shown.stdout + json.stdout).not.toContain('canary');
  });

  test('refuses what targets show prints in place of a secret', async () => {
    const world = open({ old: { platform: 'slack', url: '(hidden)' } });

    const { code, stderr } = await world.run(...APPLY, '--yes');

    expect([code, stderr]).toEqual([
      1,
      'nothing was written:\n  old: url: "(hidden)" is no value: "targets export" writes a file to apply\n',
    ]);
  });

  test('does not overwrite a target that somebody else changes after it was read, and writes the others', async () => {
    const world = open(FILE);
    world.answer = 'y';
    const theirs = { ...SLACK, on: ['approval'] };
    const ask = world.questions.push.bind(world.questions);
    world.questions.push = (question) => {
      addTarget(world, 'web', theirs);
      return ask(question);
    };

    const { code, stdout, stderr } = await world.run(...APPLY);

    expect(code).toBe(1);
    expect(stdout).toContain(`written to ${WHERE}: new\n`);
    expect(stderr).toBe(
      'not written: web: somebody else changed it since it was read\nrun the command again to finish\n',
    );
    expect(targetOf(world, 'web')).toEqual(theirs);
  });

  test('names what was written and what was not if a write fails, and finishes when it is run again', async () => {
    const world = open({ ...FILE, [UNREADABLE]: SLACK });

    const { code, stdout, stderr } = await world.run(...APPLY, '--yes');
    world.files.set('targets.json', JSON.stringify(FILE));
    const again = await world.run(...APPLY, '--yes');

    expect([code, again.code]).toEqual([1, 0]);
    expect(stdout).toContain(`written to ${WHERE}: web, new\n`);
    expect(stderr).toContain(`not written: ${UNREADABLE}: write of`);
  });

  test('stops before the next write after Ctrl-C', async () => {
    const world = open(FILE);
    world.stop.abort();

    const { code, stderr } = await world.run(...APPLY, '--yes');

    expect(code).toBe(1);
    expect(stderr).toBe('not written: web, new\nrun the command again to finish\n');
    expect(writes(world)).toEqual([]);
  });

  test('writes one JSON document with --json, without values', async () => {
    const world = open({ ...FILE, web: { ...FILE.web, url: '(unchanged)' } });
    addTarget(world, 'web', { platform: 'slack', url: URL });

    const { code, stdout } = await world.run(...APPLY, '--yes', '--json');

    expect(code).toBe(0);
    expect(stdout).not.toContain('canary');
    expect(JSON.parse(stdout)).toEqual({
      stage: 'prod',
      dryRun: false,
      changes: [
        { name: 'web', kind: 'change', fields: ['on', 'levels'] },
        { name: 'new', kind: 'add', fields: ['platform', 'url', 'when'] },
      ],
      unchanged: ['same'],
      others: ['old'],
      written: ['web', 'new'],
      failed: [],
    });
  });

  test.each([
    [{}, 1, 'targets.json holds no target'],
    [SLACK, 1, 'targets.json: the file is a single target: put it under its name'],
    [{ 'a b': SLACK }, 1, 'a b: a name is up to 100 letters'],
    [{ web: 'canary' }, 1, 'web is not a JSON object'],
  ])('refuses a file that holds %j', async (file, expected, words) => {
    const world = open(file);

    const { code, stderr } = await world.run(...APPLY, '--yes', '--prune');

    expect(code).toBe(expected);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(writes(world)).toEqual([]);
  });

  test.each([
    [
      '{"web": {"platform": "slack",}}',
      'targets.json: the file is not valid JSON: line 1, column 30: a comma before }',
    ],
    ['{"web": {},\r\n "web": {}}', 'targets.json: line 2, column 2: this name occurs twice in the object: remove one'],
    ['[]', 'targets.json: the file must be a JSON object'],
  ])('names the place of the fault in %j', async (text, words) => {
    const world = open({});
    world.files.set('targets.json', text);

    const applied = await world.run(...APPLY, '--yes');
    const added = await world.run('targets', 'add', 'new', '--stage', 'prod', '--from', 'targets.json');

    expect([applied.code, added.code]).toEqual([1, 1]);
    expect(applied.stderr).toContain(words);
    expect(added.stderr).toContain(words.replace('targets.json', '--from'));
  });

  test('refuses a file of a folder that has targets by name', async () => {
    const world = open({});
    world.files.set('targets/web.json', JSON.stringify({ web: SLACK }));
    world.files.set('targets/notes.md', 'no target');
    const args = ['targets', 'apply', '--stage', 'prod', '-f', 'targets', '--dry-run'];

    const wrong = await world.run(...args);
    world.files.set('targets/web.json', JSON.stringify(SLACK));
    const right = await world.run(...args);

    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^targets\/web\.json: the file has targets by name: in a/),
    });
    expect(right).toMatchObject({ code: 3, stdout: expect.stringContaining('~ web\n') });
  });

  test('removes nothing with --prune if the folder has no target', async () => {
    const world = open({});
    world.files.clear();
    world.files.set('targets/notes.md', 'no target');

    const { code, stderr } = await world.run(
      'targets',
      'apply',
      '--stage',
      'prod',
      '-f',
      'targets',
      '--prune',
      '--yes',
    );

    expect([code, stderr]).toEqual([1, 'targets holds no target\n']);
    expect(writes(world)).toEqual([]);
  });

  test('needs --yes without a terminal, and reads nothing before', async () => {
    const world = open(FILE);

    const { code, stderr } = await world.run(...APPLY);

    expect(code).toBe(2);
    expect(stderr).toContain('not a terminal: pass --yes');
    expect(world.calls).toEqual([]);
  });
});

describe('pipebell targets export', () => {
  test('writes references, and a placeholder for each secret, which apply replaces by the stored one', async () => {
    const world = openWorld();
    const hook = {
      platform: 'webhook',
      url: URL,
      headers: { 'X-Token': 'canary', 'X-Id': { secret: 'pipebell/prod/hook/id' } },
    };
    addTarget(world, 'hook', hook);
    addTarget(world, 'web', SLACK);

    const { code, stdout, stderr } = await world.run(...EXPORT);
    const exported = JSON.parse(stdout);
    world.files.set('targets.json', JSON.stringify({ ...exported, hook: { ...exported.hook, on: ['failed'] } }));
    const applied = await world.run(...APPLY, '--yes');

    expect(code).toBe(0);
    expect(stdout + stderr + applied.stdout).not.toContain('canary');
    expect(exported).toEqual({
      hook: {
        platform: 'webhook',
        url: '(unchanged)',
        headers: { 'X-Token': '(unchanged)', 'X-Id': { secret: 'pipebell/prod/hook/id' } },
      },
      web: SLACK,
    });
    expect(stderr).toContain('hook: url is a secret of the target itself, written as "(unchanged)"\n');
    expect(stderr).toContain('\n    aws ssm put-parameter --type SecureString --name /pipebell/prod/secrets/hook/url ');
    expect(stderr).not.toContain('web:');
    expect(applied.code).toBe(0);
    expect(targetOf(world, 'hook')).toEqual({ ...hook, on: ['failed'] });
    expect(targetOf(world, 'web')).toEqual(SLACK);
  });

  test('hides a secret that stands in a filter by mistake, and keeps names that are none', async () => {
    const world = openWorld();
    const pipelines = [
      'web-*',
      URL,
      'hooks.example.com/canary',
      'xoxb-1234567890-canary',
      'shop-Pipeline-1A2B3C4D5E6FG',
    ];
    addTarget(world, 'web', { ...SLACK, when: { pipelines } });
    addTarget(world, 'app', {
      platform: 'slack-app',
      channel: 'C0123456789',
      apiUrl: 'https://slack-gov.com/api/',
      token: 'xoxb-canary',
    });

    const { stdout, stderr } = await world.run(...EXPORT);
    world.files.set('targets.json', stdout);
    const applied = await world.run(...APPLY, '--dry-run');

    expect(JSON.parse(stdout)).toMatchObject({
      app: { apiUrl: 'https://slack-gov.com/api/', channel: 'C0123456789', token: '(unchanged)' },
      web: {
        when: { pipelines: ['web-*', '(unchanged)', '(unchanged)', '(unchanged)', 'shop-Pipeline-1A2B3C4D5E6FG'] },
      },
    });
    expect(stdout + stderr).not.toContain('canary');
    expect(stderr).toContain(
      'web: when.pipelines.1 may be a secret by mistake, written as "(unchanged)"\n    npx pipebell targets edit web --stage prod\n',
    );
    expect(applied).toMatchObject({ code: 0, stdout: '0 to add, 0 to change, 0 to remove, 2 unchanged\n' });
  });

  test('writes a file that explain reads, and from which add asks for the secrets', async () => {
    const world = openWorld();
    addTarget(world, 'web', { platform: 'slack', url: URL, on: ['failed'] });
    addTarget(world, 'hook', {
      platform: 'webhook',
      url: URL,
      headers: { 'X-Token': 'canary' },
      signingKeys: ['canary'],
    });
    const { stdout } = await world.run(...EXPORT);
    world.files.set('targets.json', stdout);
    world.parameters.clear();
    world.files.set('-', 'https://hooks.slack.com/services/T0/B0/new\n');
    const add = (name: string) =>
      world.run('targets', 'add', name, '--stage', 'prod', '--from', 'targets.json', '--url-stdin');

    const explained = await world.run('explain', 'failed', '--targets', 'targets.json', '--json');
    const web = await add('web');
    const hook = await add('hook');

    const targets: { problems: string[] }[] = JSON.parse(explained.stdout).targets;
    expect(targets.map(({ problems }) => problems)).toEqual([[], []]);
    expect([web.code, targetOf(world, 'web')]).toEqual([
      0,
      { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/new', on: ['failed'] },
    ]);
    expect(hook).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^--from: headers has a secret that the file leaves out/),
    });
    expect(targetOf(world, 'hook')).toBeNull();
  });

  test('writes references whole, also of a target with a dot in its name and a long one', async () => {
    const world = openWorld();
    const long = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:pipebell/prod/team.web/${'api-'.repeat(60)}AbCdEf`;
    const target = {
      platform: 'webhook',
      url: { parameter: '/pipebell/prod/secrets/team.web/url' },
      headers: { 'X-Id': { secret: 'pipebell/prod/team.web/api', key: 'id.v2' }, 'X-Token': { secret: long } },
      signingKeys: [{ secret: 'xoxb-1234567890-canary' }, { secret: 'hooks.example.com/canary' }],
    };
    addTarget(world, 'team.web', target);

    const { stdout } = await world.run(...EXPORT);
    const { stdout: shown, stderr } = await world.run('targets', 'show', 'team.web', '--stage', 'prod');
    addTarget(world, 'team.web', { platform: 'webhook', url: target.url });
    const tested = await world.run('targets', 'test', 'team.web', '--stage', 'prod');

    expect(JSON.parse(stdout)['team.web']).toEqual({ ...target, signingKeys: ['(unchanged)', '(unchanged)'] });
    expect(JSON.parse(shown)['team.web']).toMatchObject({ url: target.url, headers: target.headers });
    expect(stdout + shown + stderr).not.toContain('canary');
    expect(tested.stderr).toContain(`${target.url.parameter} could not be read: there is no such parameter`);
  });

  test('names the place of each secret of a list or an object', async () => {
    const world = openWorld();
    addTarget(world, 'hook', {
      platform: 'webhook',
      url: { parameter: '/team/url' },
      headers: { 'X-Token': 'canary', 'X-Id': 'canary' },
    });

    const { stderr } = await world.run(...EXPORT);

    expect(stderr).toContain('hook: headers.X-Token is a secret of the target itself');
    expect(stderr).toContain(' --name /pipebell/prod/secrets/hook/headers/X-Token ');
    expect(stderr).toContain(' --name /pipebell/prod/secrets/hook/headers/X-Id ');
  });

  test('writes the named targets only, and ends with 1 if one cannot be exported', async () => {
    const world = openWorld();
    addTarget(world, 'web', SLACK);
    addTarget(world, 'api', SLACK);
    addTarget(world, 'text', 'canary {');

    const named = await world.run(...EXPORT, 'web');
    const absent = await world.run(...EXPORT, 'none');
    const all = await world.run(...EXPORT);

    expect(named).toMatchObject({ code: 0, stdout: expect.not.stringContaining('api') });
    expect(absent).toMatchObject({ code: 1, stdout: '' });
    expect(all).toMatchObject({ code: 1, stderr: 'not exported: text is not a JSON object\n' });
    expect(Object.keys(JSON.parse(all.stdout))).toEqual(['api', 'web']);
  });

  test('is refused by apply if a placeholder has no stored value', async () => {
    const world = open({ other: { platform: 'slack', url: '(unchanged)' } });

    const { code, stderr } = await world.run(...APPLY, '--yes');

    expect(code).toBe(1);
    expect(stderr).toContain('other: url: "(unchanged)", but no value is stored there');
  });
});
