import { platformNames } from '../../../src/platforms/index.ts';
import { sampleEvent, sampleNames } from '../../../src/samples/samples.ts';
import { openWorld } from '../world.ts';

describe('pipebell preview', () => {
  test.each(platformNames)('writes the payload for %s with --json, of every sample', async (platform) => {
    for (const sample of sampleNames) {
      const { code, stdout, stderr } = await openWorld().run('preview', sample, '--platform', platform, '--json');

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(Object.keys(JSON.parse(stdout).payload).length).toBeGreaterThan(0);
      expect(stdout).not.toContain('target.invalid');
    }
  });

  test('shows the body that would be posted, with the fields that only the request adds', async () => {
    const { stdout } = await openWorld().run('preview', 'approval', '--platform', 'webhook', '--json');

    expect(JSON.parse(stdout).payload).toMatchObject({
      type: 'codepipeline_approval.action.approval',
      data: { deliveryId: expect.stringMatching(/^d_/), moment: 'approval' },
    });
  });

  test('adds invented answers of AWS to a sample, and nothing to a user’s event', async () => {
    const world = openWorld();
    world.files.set('mine.json', (await sampleEvent('failed', new Date()))?.text ?? '');
    const dataOf = async (event: string) =>
      JSON.parse((await world.run('preview', event, '--platform', 'webhook', '--json')).stdout).payload.data;

    const [sample, mine] = [await dataOf('failed'), await dataOf('mine.json')];

    expect(sample.failures).toEqual([
      expect.objectContaining({
        reason: expect.stringContaining('charges the card once'),
        log: expect.stringContaining('FAIL'),
      }),
    ]);
    expect(sample.lastGood.execution).toMatch(/^[0-9a-f-]{36}$/);
    expect({ failures: mine.failures, lastGood: mine.lastGood }).toEqual({ failures: [], lastGood: undefined });
  });

  test('hides secrets in an event as the relay does', async () => {
    const world = openWorld();
    world.files.set('note.txt', 'Pushed with ghp_0123456789canary0123456789abcdef0123');

    const { stdout } = await world.run('preview', 'note.txt', '--platform', 'slack');

    expect(stdout).toContain('[redacted]');
    expect(stdout).not.toContain('canary');
  });

  test('writes the sizes and the limits beside the payload with --json', async () => {
    const world = openWorld();
    world.files.set('note.txt', 'Just a word');

    const { stdout } = await world.run('preview', 'note.txt', '--platform', 'teams', '--json');

    expect(JSON.parse(stdout)).toEqual({
      platform: 'teams',
      sizes: [{ of: 'bytes', size: expect.any(Number), limit: 28_672 }],
      payload: expect.objectContaining({ type: 'message' }),
    });
  });

  test.each(['slack-app', 'discord'])(
    'writes what %s gets below the message that changes with --json',
    async (name) => {
      const previewOf = async (...args: string[]) => JSON.parse((await openWorld().run('preview', ...args)).stdout);

      const { payload, reply } = await previewOf('still-failing', '--platform', name, '--json');

      expect(await previewOf('started', '--platform', 'slack', '--json')).not.toHaveProperty('reply');
      expect(JSON.stringify(payload)).toMatch(/shop-prod is still failing/);
      expect(JSON.stringify(reply)).toMatch(/still failing/i);
      expect(reply).not.toEqual(payload);
    },
  );

  test('has no reply for an event that stands by itself', async () => {
    const world = openWorld();
    world.files.set('note.txt', 'Just a word');

    const { stdout } = await world.run('preview', 'note.txt', '--platform', 'slack-app', '--json');

    expect(Object.keys(JSON.parse(stdout))).toEqual(['platform', 'sizes', 'payload']);
  });

  test('measures every registered platform', async () => {
    for (const platform of platformNames) {
      const { stdout } = await openWorld().run('preview', 'failed', '--platform', platform, '--json');

      expect(JSON.parse(stdout).sizes.length).toBeGreaterThan(0);
    }
  });

  test('does not call AWS', async () => {
    const world = openWorld();

    await world.run('preview', 'failed', '--platform', 'slack');

    expect([...world.calls, ...world.sent]).toEqual([]);
  });

  test.each([
    [['preview', 'failed', '--platform', 'pager'], `Allowed choices are ${platformNames.join(', ')}`],
    [['preview', '--platform', 'slack'], "missing required argument 'event'"],
  ])('ends with 2 on wrong usage: %j', async (args, words) => {
    const { code, stdout, stderr } = await openWorld().run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
