import { openWorld } from '../cli/world.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openRelay } from '../support/relay.ts';

const FOLDER = '/pipebell/local/secrets';
const SECRETS = '/aws/reference/secretsmanager/';
const EVIL = 'https://receiver.example.com/';
const SLACK = 'https://hooks.slack.com/services/T0/B0/canary';

/** A relay whose role may read the secrets of two teams, shared ones, and the targets. */
const openStage = (allowPrivateTargets = false) => {
  const bench = openRelay({ allowPrivateTargets });
  const { parameters } = bench.aws;
  parameters.set(`${FOLDER}/evil/key`, 'own-value');
  parameters.set(`${FOLDER}/payments/url`, SLACK);
  parameters.set(`${FOLDER}/payments-url`, SLACK);
  parameters.set(`${FOLDER}/shared/slack`, SLACK);
  parameters.set(`${FOLDER}/shared/token`, 'canary');
  parameters.set('/team/canary', 'https://team.example.com/canary');
  parameters.set(`${SECRETS}pipebell/local/teamB`, '{"signingKey":"canary"}');
  parameters.set(`${SECRETS}pipebell/local/payments/key`, 'canary');
  const reads: string[] = [];
  bench.aws.fault = (_, operation) => {
    if (operation === 'GetParameter') reads.push(operation);
    return undefined;
  };
  const deliver = async (target: object): Promise<void> => {
    bench.put('evil', target);
    await bench.publish(anEvent());
    await bench.relay.settle();
  };
  const problems = (): readonly string[] =>
    bench.reports.targets.flatMap((report) => (report.kind === 'invalid' ? report.problems : []));
  return { ...bench, reads, deliver, problems };
};

describe('a target that refers to the secrets of others', () => {
  test('gets its own secret in a header, at any address', async () => {
    const stage = openStage();

    await stage.deliver({
      platform: 'webhook',
      url: EVIL,
      headers: { 'X-A': { parameter: `${FOLDER}/evil/key` } },
    });

    expect(stage.requests).toMatchObject([{ url: EVIL, headers: { 'X-A': 'own-value' } }]);
    expect(stage.reads).toHaveLength(1);
  });

  test.each<[string, object]>([
    ["another target's parameter", { parameter: `${FOLDER}/payments/url` }],
    ["another target's secret", { secret: 'pipebell/local/payments/key' }],
    ["another target's secret by its path in Parameter Store", { parameter: `${SECRETS}pipebell/local/payments/key` }],
    ['a parameter without a folder', { parameter: `${FOLDER}/payments-url` }],
    ['a secret without a folder', { secret: 'pipebell/local/teamB', key: 'signingKey' }],
    ['a shared parameter', { parameter: `${FOLDER}/shared/token` }],
    ['a parameter of secretParameters', { parameter: '/team/canary' }],
    ["another target's configuration", { parameter: '/pipebell/local/targets/payments', key: 'url' }],
  ])('gets nothing of %s, in any field, and it is not read', async (_, reference) => {
    const targets = [
      { platform: 'webhook', url: EVIL, headers: { 'X-A': reference } },
      { platform: 'webhook', url: EVIL, signingKeys: [reference] },
      { platform: 'webhook', url: reference },
      { platform: 'slack', url: SLACK, mention: { failed: [reference] } },
    ];
    for (const target of targets) {
      for (const allowPrivateTargets of [false, true]) {
        const stage = openStage(allowPrivateTargets);
        stage.put('payments', { platform: 'slack', url: SLACK, enabled: false });

        await stage.deliver(target);

        expect([stage.requests, stage.reads]).toEqual([[], []]);
        expect(stage.deadLetters()).toMatchObject([{ reason: 'target-invalid', target: 'evil' }]);
        expect(stage.problems().join()).toMatch(/^(?:headers\.X-A|signingKeys\.0|url|mention\.failed\.0): /);
        expect(stage.problems().join()).not.toContain('canary');
      }
    }
  });

  test.each([false, true])(
    'may use a shared URL of its platform, which goes to that platform only (private addresses: %s)',
    async (allowPrivateTargets) => {
      const stage = openStage(allowPrivateTargets);

      await stage.deliver({ platform: 'slack', url: { parameter: `${FOLDER}/shared/slack` } });

      expect(stage.requests).toMatchObject([{ url: SLACK }]);
    },
  );

  test.each([false, true])(
    'may not use a shared URL of another host, also if private addresses are allowed (%s)',
    async (allowPrivateTargets) => {
      const stage = openStage(allowPrivateTargets);

      await stage.deliver({ platform: 'slack', url: { parameter: '/team/canary' } });

      expect(stage.reads).toHaveLength(1);
      expect(stage.requests).toEqual([]);
      expect(stage.problems()).toEqual([expect.stringMatching(/^url: must be an incoming webhook of Slack/)]);
    },
  );
});

test('the command line refuses a target with the words of the deliverer', async () => {
  const target = {
    platform: 'webhook',
    url: { secret: 'team' },
    headers: { 'X-A': { parameter: '/pipebell/prod/secrets/payments/key' } },
  };
  const stage = openStage();
  await stage.deliver(JSON.parse(JSON.stringify(target).replace('/prod/', '/local/')));
  const expected = stage.problems().map((problem) => problem.replaceAll('/local/', '/prod/'));
  const world = openWorld();
  world.parameters.set('/pipebell/prod/targets/evil', JSON.stringify(target));

  const check = await world.run('targets', 'check', '--stage', 'prod');
  const list = await world.run('targets', 'list', '--stage', 'prod', '--json');
  const sent = await world.run('targets', 'test', 'evil', '--stage', 'prod');

  expect(expected).toHaveLength(2);
  for (const problem of expected) {
    for (const text of [check.stdout, list.stdout, sent.stderr]) expect(text).toContain(problem);
  }
  expect([check.code, list.code, sent.code, world.sent]).toEqual([3, 3, 1, []]);
});
