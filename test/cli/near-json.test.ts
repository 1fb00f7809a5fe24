import { anEnvelope, anEvent, openWorld } from './world.ts';

const CUT = JSON.stringify(anEvent()).slice(0, -1);

/** The commands that read an EVENT, without the event. */
const COMMANDS = {
  preview: (event: string) => ['preview', event, '--platform', 'slack'],
  explain: (event: string) => ['explain', event, '--stage', 'prod'],
  send: (event: string) => ['send', event, '--topic-arn', 'arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events'],
  rehearse: (event: string) => ['rehearse', event],
};

const worldWith = (files: Record<string, string>) => {
  const world = openWorld();
  for (const [name, text] of Object.entries(files)) world.files.set(name, text);
  world.topics.set('arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events', []);
  return world;
};

describe('an event that is nearly JSON', () => {
  test.each(Object.entries(COMMANDS))('is an error of %s with line, column and reason', async (_, argsFor) => {
    const world = worldWith({ 'near.json': CUT, '-': '{\n  "a": canary\n}', 'whole.json': `${CUT}}` });

    const file = await world.run(...argsFor('near.json'));
    const input = await world.run(...argsFor('-'));
    const whole = await world.run(...argsFor('whole.json'));

    expect([file, input].map(({ code, stdout }) => ({ code, stdout }))).toEqual(Array(2).fill({ code: 1, stdout: '' }));
    expect(file.stderr).toMatch(/^near\.json\b.*not valid JSON\b.*line 1, column \d+: the text ends before its }/);
    expect(input.stderr).toMatch(/^standard input\b.*not valid JSON\b.*line 2, column 8: expected a value/);
    expect(input.stderr).not.toContain('canary');
    expect(whole.code).toBe(0);
    expect(world.topics.values().next().value?.length ?? 0).toBeLessThanOrEqual(1);
  });

  test.each(['[prod] Backup done', '{prod} is up', 'Backup: {"files": 3'])(
    'is not seen in the text %j',
    async (text) => {
      const { code, stderr } = await worldWith({ 'note.txt': text }).run(...COMMANDS.preview('note.txt'));

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  test('is a warning inside an envelope, where it may be what arrived', async () => {
    const world = worldWith({ 'sns.json': JSON.stringify(anEnvelope(CUT)) });

    const { code, stderr } = await world.run(...COMMANDS.preview('sns.json'));

    expect(code).toBe(0);
    expect(stderr).toMatch(/^the message in the envelope is plain text, not valid JSON: line 1, column \d+: .*\n$/);
  });

  test('may start with a byte order mark', async () => {
    const world = worldWith({ 'bom.json': `\uFEFF${CUT}}` });

    const { stdout } = await world.run('preview', 'bom.json', '--platform', 'webhook', '--json');

    expect(JSON.parse(stdout).payload.data.source).toBe('codepipeline');
  });
});

describe('a file that must be JSON', () => {
  test.each([
    ['--targets', ['explain', 'failed', '--targets', 'near.json']],
    ['--targets', ['rehearse', 'event.json', '--targets', 'near.json']],
    ['--settings', ['rehearse', 'event.json', '--settings', 'near.json']],
    ['--answers', ['rehearse', 'event.json', '--answers', 'near.json']],
  ])('is refused with the place of the fault: %s of %j', async (option, args) => {
    const world = worldWith({ 'near.json': '{"team": {"platform": canary}}', 'event.json': JSON.stringify(anEvent()) });

    const { code, stdout, stderr } = await world.run(...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `${option}: the file is not valid JSON: line 1, column 23: expected a value: correct it and try again\n`,
    );
  });
});

describe('the name of a sample', () => {
  test('is suggested for a misspelt one', async () => {
    const { code, stderr } = await openWorld().run('preview', 'faild', '--platform', 'slack');

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'EVENT faild cannot be read (ENOENT) (did you mean failed?): pass a file, - or the name of a sample (npx pipebell samples)\n',
    });
  });
});
