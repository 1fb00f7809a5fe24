import { openStored } from '../../src/targets/raw-target.ts';

const URL = 'https://hooks.slack.com/services/T00000000/B00000000/canary';

const problemsOf = async (target: object): Promise<readonly string[]> =>
  (await openStored({ name: 'team', raw: { platform: 'slack', url: URL, ...target } }, { allowPrivate: false }))
    .problems;

describe('the problems of a target', () => {
  test.each([
    [{ on: ['fixed', 'faild'] }, /^on\.1: did you mean failed\? expected "started" or "succeeded" or /],
    [{ levels: ['pipline'] }, /^levels\.0: did you mean pipeline\? expected "pipeline" or /],
    [{ platform: 'slak' }, /^platform: did you mean slack\? expected "discord" or /],
    [{ levls: ['stage'] }, /^unknown field "levls" \(did you mean levels\?\)$/],
    [{ when: { piplines: ['web-*'] } }, /^when: unknown field "piplines" \(did you mean pipelines\?\)$/],
    [{ mention: { faild: ['<!here>'] } }, /^mention: unknown field "faild" \(did you mean failed\?\)$/],
  ])('name the word that was meant: %j', async (target, expected) => {
    expect(await problemsOf(target)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    [{ on: ['thunderstorm'] }, /^on\.0: expected "started" or /],
    [{ on: 'failed' }, /^on: expected array$/],
    [{ colour: 'red' }, /^unknown field "colour"$/],
  ])('suggest nothing for what is no misspelt word: %j', async (target, expected) => {
    expect(await problemsOf(target)).toEqual([expect.stringMatching(expected)]);
  });

  test('quote no value of the target', async () => {
    const problems = await problemsOf({ on: ['failedcanary'], xoxbcanary1A2b3C4d: 1 });

    expect(problems.join('\n')).not.toContain('canary');
    expect(problems).toHaveLength(2);
  });
});
