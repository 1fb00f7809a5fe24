import { TARGET_FAULTS } from '../../../src/cli/target-faults.ts';
import { TARGET_WARNINGS } from '../../../src/cli/target-fixes.ts';
import { commandIn, runLine } from '../shell.ts';
import { openSound } from '../sound-stage.ts';
import { addTarget, type World } from '../world.ts';

const URL = 'https://hooks.slack.com/services/T0/B0/canary';
const SLACK = { platform: 'slack', url: `${URL}-1` };
const WEBHOOK = { platform: 'webhook', url: 'https://hook.example.com/canary' };
const APP = { platform: 'slack-app', token: 'xoxb-canary', channel: 'C0123456789' };
const TOKEN = '/pipebell/prod/secrets/odd/token';

/** The answers to the questions about a new target of Slack; the defaults answer the others. */
const ADD = ['y', 'slack', `${URL}-new`];

interface Row {
  readonly kind: string;
  readonly target: object | string;
  /** What follows `npx pipebell targets`; the name and the stage are left out. */
  readonly command: string;
  readonly answers?: readonly string[];
  /** What the user fills in for a word in capitals. */
  readonly input?: string;
}

/** One or more rows for each kind of problem that a target may have. */
const ROWS: readonly Row[] = [
  {
    kind: 'a field that the platform does not have',
    target: { ...SLACK, colour: 'red' },
    command: 'edit --clear colour',
  },
  {
    kind: 'a field that the platform does not have',
    target: { ...SLACK, when: { branch: ['main'], pipelines: ['web'] } },
    command: 'edit --clear when.branch',
  },
  {
    kind: 'a field that the platform does not have',
    target: { ...SLACK, 'https://canary.example': 1 },
    command: 'edit --clear-unknown',
  },
  {
    kind: 'an unknown platform',
    target: { ...SLACK, platform: 'pager' },
    command: 'edit --platform PLATFORM',
    input: 'slack',
  },
  { kind: 'wrong words in a list', target: { ...SLACK, on: ['failed', 'fixd'] }, command: 'edit --on failed' },
  { kind: 'wrong words in a list', target: { ...SLACK, levels: ['everything'] }, command: 'edit --clear levels' },
  {
    kind: 'a filter that is not valid',
    target: { ...SLACK, when: { pipelines: 'web-*' } },
    command: 'edit --when-pipelines GLOBS',
    input: 'web-*',
  },
  { kind: 'a filter that is not valid', target: { ...SLACK, when: 'web' }, command: 'edit --clear when' },
  {
    kind: 'a mention that is not valid',
    target: { ...SLACK, mention: { failed: ['jo'], fixed: ['<!here>'] } },
    command: 'edit --clear mention.failed',
  },
  { kind: 'a mention that is not valid', target: { ...SLACK, mention: [] }, command: 'edit --clear mention' },
  {
    kind: 'a header that is not valid',
    target: { ...WEBHOOK, headers: { 'X-Token': '' } },
    command: 'edit --header X-Token=PARAMETER',
    input: TOKEN,
  },
  {
    kind: 'a header that is not valid',
    target: { ...WEBHOOK, headers: { 'X-Token': { parameter: '/pipebell/prod/secrets/api/token' } } },
    command: 'edit --header X-Token=PARAMETER',
    input: TOKEN,
  },
  {
    kind: 'a header that is not valid',
    target: { ...WEBHOOK, headers: { Host: 'canary', 'X-Team': 'web' } },
    command: 'edit --clear headers.Host',
  },
  { kind: 'a header that is not valid', target: { ...WEBHOOK, headers: [] }, command: 'edit --clear headers' },
  {
    kind: 'a secret that is missing or not valid',
    target: { platform: 'slack', url: 'https://canary.example/' },
    command: 'edit --url-prompt',
    answers: [`${URL}-new`],
  },
  {
    kind: 'a secret that is missing or not valid',
    target: { platform: 'slack', url: { parameter: '/pipebell/prod/secrets/odd/missing' } },
    command: 'edit --url-prompt',
    answers: [`${URL}-new`],
  },
  {
    kind: 'a secret that is missing or not valid',
    target: { ...WEBHOOK, headers: { 'X-Token': { parameter: '/pipebell/prod/secrets/odd/missing' } } },
    command: 'edit --header X-Token=PARAMETER',
    input: TOKEN,
  },
  {
    kind: 'a required field that is missing or not valid',
    target: { platform: 'slack-app', token: APP.token },
    command: 'edit --channel CHANNEL',
    input: APP.channel,
  },
  {
    kind: 'an optional field that is not valid',
    target: { ...APP, thread: 'run-away' },
    command: 'edit --clear thread',
  },
  { kind: 'the switch is not a boolean', target: { ...SLACK, enabled: 'yes' }, command: 'enable' },
  { kind: 'not JSON', target: 'canary {', command: 'remove', answers: ADD },
  { kind: 'no object', target: '"canary"', command: 'remove', answers: ADD },
  {
    kind: 'more than one problem',
    target: { ...SLACK, on: ['fixd'], colour: 'red' },
    command: 'edit --clear on --clear colour',
  },
  { kind: 'it is disabled', target: { ...SLACK, enabled: false }, command: 'enable' },
  {
    kind: 'its URL belongs to slack',
    target: { ...SLACK, platform: 'webhook', format: 'cloudevents' },
    command: 'edit --platform slack',
  },
  {
    kind: 'nothing can match when.regions',
    target: { ...SLACK, when: { regions: ['EU'] } },
    command: 'edit --when-regions GLOBS',
    input: 'eu-*',
  },
  {
    kind: 'a message has no pipeline, so nothing can match',
    target: { ...SLACK, on: ['message'], when: { pipelines: ['web'], sources: ['x'] } },
    command: 'edit --clear when.pipelines',
  },
];

interface Problem {
  readonly message: string;
  readonly fix: string;
}

const problemsOf = async (world: World): Promise<Problem[]> => {
  const { stdout, stderr } = await world.run('doctor', '--stage', 'prod', '--json');
  expect(stdout + stderr).not.toContain('canary');
  const check = JSON.parse(stdout).checks.find(({ name }: { name: string }) => name === 'every target can be used');
  expect(check.verdict).not.toBe('unknown');
  return check.problems;
};

/** `edit --clear on` for `npx pipebell targets edit odd --stage prod --clear on`. */
const short = (command: string): string =>
  command
    .replace(/ && .*/, '')
    .replace('npx pipebell targets ', '')
    .replace(' odd --stage prod', '');

describe('the fix for a target', () => {
  test.each(ROWS)('ends the problem: $kind, $command', async ({ target, command, answers = [], input = '' }) => {
    const world = openSound();
    world.parameters.set(TOKEN, 'canary-token');
    addTarget(world, 'odd', target);
    const [{ fix } = { fix: '' }] = await problemsOf(world);
    const printed = commandIn(fix) ?? '';
    world.answer = '';
    world.answers = [...answers];

    await runLine(world, printed.replace(/\b[A-Z]{5,}\b/g, input));

    expect(short(printed)).toBe(command);
    expect(await problemsOf(world)).toEqual([]);
  });

  test('is the same in the list, in the check and in the details of the target', async () => {
    const world = openSound();
    addTarget(world, 'odd', { ...SLACK, colour: 'red' });
    const line = '    npx pipebell targets edit odd --stage prod --clear colour\n';

    expect((await world.run('targets', 'list', '--stage', 'prod')).stdout).toContain(line);
    expect((await world.run('targets', 'check', '--stage', 'prod')).stdout).toContain(line);
    expect((await world.run('targets', 'show', 'odd', '--stage', 'prod')).stderr).toContain(line);
  });

  test('is one for all targets with the same destination', async () => {
    const world = openSound();
    addTarget(world, 'copy', SLACK);
    addTarget(world, 'team', SLACK);
    addTarget(world, 'other', { ...SLACK, on: ['fixed'] });
    const found = await problemsOf(world);
    world.answer = 'y';

    await runLine(world, commandIn(found[0]?.fix ?? '') ?? '');

    expect(found).toHaveLength(1);
    expect(found[0]?.message).toBe('copy, other, team: same destination: events that both get arrive twice');
    expect(await problemsOf(world)).toEqual([]);
  });

  test('leaves a problem that the first ones hid, and prints the next fix', async () => {
    const world = openSound();
    addTarget(world, 'odd', { platform: 'slack', url: 'canary', colour: 'red' });
    const [{ fix } = { fix: '' }] = await problemsOf(world);

    await expect(runLine(world, commandIn(fix) ?? '')).rejects.toThrow(/ended with 3/);
    const [{ fix: next } = { fix: '' }] = await problemsOf(world);
    world.answer = `${URL}-new`;
    await runLine(world, commandIn(next) ?? '');

    expect([fix, next].map(short)).toEqual(['edit --clear colour', 'edit --url-prompt']);
    expect(await problemsOf(world)).toEqual([]);
  });

  test('removes a parameter whose name no target may have', async () => {
    const world = openSound();
    const name = 'x'.repeat(101);
    addTarget(world, name, SLACK);
    const [{ fix } = { fix: '' }] = (await problemsOf(world)).filter(({ message }) => /cannot be used/.test(message));

    await runLine(world, commandIn(fix) ?? '');

    expect(await problemsOf(world)).toEqual([]);
  });
});

describe('the table of problems of targets', () => {
  test('has a row for each kind of problem', () => {
    expect(Object.keys(TARGET_FAULTS).filter((kind) => !ROWS.some((row) => row.kind === kind))).toEqual([]);
  });

  test('has a row for each kind of warning', () => {
    expect(TARGET_WARNINGS.filter(([pattern]) => !ROWS.some((row) => pattern.test(row.kind)))).toEqual([]);
  });
});
