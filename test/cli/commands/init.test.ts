import { platformNames } from '../../../src/platforms/index.ts';
import { openWorld, targetOf } from '../world.ts';

describe('pipebell init', () => {
  test('prints an example target and the next commands, and writes no file', async () => {
    const world = openWorld();

    const { code, stdout, stderr } = await world.run('init');

    const [target, next] = stdout.split('\nNext:\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(target ?? '')).toEqual({
      team: {
        platform: 'slack',
        url: { parameter: '/pipebell/prod/secrets/team/url' },
        on: ['failed', 'fixed', 'approval'],
        when: { pipelines: ['*', '!*-sandbox'] },
      },
    });
    expect(next?.trimEnd().split('\n')).toEqual([
      '  npx pipebell init --stage prod --platform slack --name team --write targets.json',
      '  npx serverless deploy --stage prod',
      '  npx pipebell targets add team --stage prod --from targets.json --url-prompt',
      '  npx pipebell send approval --stage prod',
    ]);
    expect(world.files.size).toBe(0);
    expect(world.calls).toEqual([]);
  });

  test.each(platformNames)('writes a file that explain can read, for %s', async (platform) => {
    const world = openWorld();

    const written = await world.run(
      'init',
      '--platform',
      platform,
      '--stage',
      'dev',
      '--write',
      'targets.json',
      '--json',
    );
    const explained = await world.run('explain', 'failed', '--targets', 'targets.json');

    expect(written.code).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ written: true });
    expect(explained).toMatchObject({ code: 0, stdout: expect.stringContaining('1 target of 1 would get it') });
  });

  test.each([
    ['slack', 'https://hooks.slack.com/services/T0/B0/canary'],
    ['webhook', 'https://hook.example.com/canary'],
  ])('prints a command that adds its target of %s with the secret that is asked for', async (platform, secret) => {
    const world = openWorld();
    world.answer = '';
    world.answers = [secret, 'no'];

    const { stdout } = await world.run('init', '--platform', platform, '--write', 'my targets.json', '--json');
    const { targets, next } = JSON.parse(stdout);
    const command: string = next.find((each: string) => each.includes('targets add'));
    const args = command.replace(/^npx pipebell /, '').match(/'[^']*'|\S+/g) ?? [];
    const added = await world.run(...args.map((each) => each.replaceAll("'", '')));

    expect(added.code).toBe(0);
    expect(targetOf(world, 'team')).toEqual({ ...targets.team, url: secret });
  });

  test('names the command that makes a Slack app, before its token is asked for', async () => {
    const { stdout } = await openWorld().run('init', '--platform', 'slack-app', '--write', 'targets.json', '--json');
    const other = await openWorld().run('init', '--write', 'targets.json', '--json');

    expect(JSON.parse(stdout).next.slice(1, 3)).toEqual([
      'npx pipebell slack manifest --stage prod',
      'npx pipebell targets add team --stage prod --from targets.json --token-prompt',
    ]);
    expect(other.stdout).not.toContain('manifest');
  });

  test.each([
    [['--write', 'there.json'], 1, '--write there.json: the file exists'],
    [['--name', 'a b'], 1, '--name: use letters'],
    [['--platform', 'pager'], 2, 'Allowed choices are'],
    [['--stage', 'a/b'], 2, 'A stage has 1 to 40 letters, digits and hyphens'],
  ])('reports wrong usage in one line: %j', async (args, expected, words) => {
    const world = openWorld();
    world.files.set('there.json', 'mine');

    const { code, stdout, stderr } = await world.run('init', ...args);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
    expect(world.files.get('there.json')).toBe('mine');
  });
});
