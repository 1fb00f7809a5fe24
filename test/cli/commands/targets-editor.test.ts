import { addTarget, openWorld, targetOf, type World } from '../world.ts';

const URL = 'https://hooks.slack.com/services/T0/B0/canary';
const TEAM = { platform: 'slack', url: URL, on: ['failed'] };
const EDIT = ['targets', 'edit', 'team', '--stage', 'prod'];

const open = (...edits: World['edits']): World => {
  const world = openWorld();
  addTarget(world, 'team', TEAM);
  world.answer = '';
  world.edits = edits;
  return world;
};

const replace =
  (before: string, after: string) =>
  (text: string): string =>
    text.replace(before, after);

const writes = ({ calls }: World): string[] => calls.filter((call) => call.startsWith('write '));

describe('pipebell targets edit in an editor', () => {
  test('shows the target without its secrets, and puts them back', async () => {
    const world = open(replace('"failed"', '"fixed"'));

    const { code, stdout, stderr } = await world.run(...EDIT);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^team of .+ is changed/);
    expect(world.edited.join()).not.toContain('canary');
    expect(world.edited[0]).toContain('"url": "(unchanged)"');
    expect(targetOf(world, 'team')).toEqual({ ...TEAM, on: ['fixed'] });
  });

  test('writes nothing if the text was not changed', async () => {
    const world = open((text) => text);

    expect(await world.run(...EDIT)).toEqual({ code: 0, stdout: '', stderr: 'nothing was written\n' });
    expect(writes(world)).toEqual([]);
  });

  test('writes nothing if the editor changed the ends of the lines only', async () => {
    const world = open((text) => text.replaceAll('\n', '\r\n'));

    expect(await world.run(...EDIT)).toEqual({ code: 0, stdout: '', stderr: 'nothing was written\n' });
    expect(writes(world)).toEqual([]);
  });

  test('opens the text again with its problems as comments', async () => {
    const world = open(replace('"failed"', '"fixd"'), replace('"fixd"', '"fixed'), replace('"fixed', '"fixed"'));

    const { code } = await world.run(...EDIT);

    expect(code).toBe(0);
    expect(world.edited[1]).toMatch(/^\/\/ on\.0: did you mean fixed\? expected "started"/m);
    expect(world.edited[1]).toContain('"fixd"');
    const [, line = '', column = ''] =
      /^\/\/ not valid JSON: line (\d+), column (\d+): this string has no closing quote$|^\/\/ not valid JSON: line (\d+), column (\d+): a line break inside a string$/m
        .exec(world.edited[2] ?? '')
        ?.filter(Boolean) ?? [];
    expect(world.edited[2]?.split('\n')[Number(line) - 1]?.slice(0, Number(column) - 1)).toBe('    "fixed');
    expect(targetOf(world, 'team')).toEqual({ ...TEAM, on: ['fixed'] });
  });

  test('writes nothing if the text with problems is closed without a change', async () => {
    const world = open(replace('"failed"', '"fixd"'), (text) => text);

    const { code, stderr } = await world.run(...EDIT);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^nothing was written: on\.0: did you mean fixed\? expected/);
    expect(writes(world)).toEqual([]);
  });

  test('refuses a secret in the text', async () => {
    const world = open(replace('"url": "(unchanged)"', `"url": "${URL}-2"`), () => '');

    const { code, stdout, stderr } = await world.run(...EDIT);

    expect(code).toBe(1);
    expect(stderr).toContain('url: a secret must not be in this text');
    expect(stderr).toContain('--url-prompt');
    expect(stdout + stderr).not.toContain('canary');
    expect(targetOf(world, 'team')).toEqual(TEAM);
  });

  test('does not overwrite a change that somebody else makes meanwhile', async () => {
    const world = open((text) => {
      addTarget(world, 'team', { ...TEAM, on: ['approval'] });
      return text.replace('"failed"', '"fixed"');
    });

    const { code, stderr } = await world.run(...EDIT);

    expect([code, stderr]).toEqual([1, 'nothing was written: somebody else changed team meanwhile\n']);
    expect(targetOf(world, 'team')).toEqual({ ...TEAM, on: ['approval'] });
  });
});
