import fc from 'fast-check';
import { LEVELS, OCCASIONS } from '../../../src/model/notification.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { addTarget, openWorld } from '../world.ts';

const SECRET = 'canary5up3r53cr3t';

/** Text that holds the secret, in the forms that one is pasted in. */
const anySecret = fc.constantFrom(
  SECRET,
  `https://hooks.slack.com/services/T0/B0/${SECRET}`,
  `https://hooks.example.com/${SECRET}?sig=${SECRET}`,
  `http://user:${SECRET}@10.0.0.1:8080/`,
  `hooks.slack.com/services/${SECRET}`,
  `whsec_${SECRET}`,
  `Bearer ${SECRET}\r\nX: y`,
  `\u001b[31m${SECRET}`,
  `"${SECRET}`,
);

/** Text that people are to see, in which an address may have got lost. */
const anyWord = fc.oneof(
  fc.constantFrom('web-*', '!web-test', 'eu-*', '111122223333', '', '__proto__', 'constructor'),
  fc.constant(`https://hooks.slack.com/services/${SECRET}`),
  fc.constant(`hooks.example.com/${SECRET}`),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const anySecretField = fc.oneof(
  anySecret,
  fc.array(fc.oneof(anySecret, fc.constant(null)), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('X-Token', 'X-Id', 'parameter', 'sicret', 'Bad Name', '__proto__'), anySecret),
  fc.record({ parameter: fc.constantFrom('/team/url', '/none') }),
  fc.record({ parameter: fc.constant(`https://hooks.example.com/${SECRET}`) }),
  fc.record({ secret: fc.constant('team'), key: fc.constantFrom('url', 'none') }),
  fc.record({ parameter: fc.constant('/team/url'), extra: anySecret }),
);

const anyAnything = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.constant([]), fc.constant({}));

const anyTarget = fc.record(
  {
    platform: fc.oneof(fc.constantFrom(...platformNames), anySecret, anyAnything),
    url: fc.oneof(anySecretField, anyAnything),
    on: fc.oneof(fc.array(fc.oneof(fc.constantFrom(...OCCASIONS), anySecret)), anySecret, anyAnything),
    levels: fc.oneof(fc.array(fc.oneof(fc.constantFrom(...LEVELS), anySecret)), anySecret, anyAnything),
    when: fc.oneof(
      fc.dictionary(fc.constantFrom('pipelines', 'accounts', 'regions', 'stages', 'else'), fc.array(anyWord)),
      anySecret,
      anyAnything,
    ),
    mention: fc.oneof(
      fc.dictionary(fc.constantFrom('failed', 'fixed', 'else'), fc.array(fc.oneof(anySecret, anyAnything))),
      anySecret,
      anyAnything,
    ),
    enabled: fc.oneof(fc.boolean(), anySecret),
    signingKeys: anySecretField,
    headers: anySecretField,
    format: fc.oneof(fc.constantFrom('standard', 'cloudevents'), anySecret),
    token: anySecret,
  },
  { requiredKeys: [] },
);

const anyStored = fc.oneof(
  { weight: 8, arbitrary: anyTarget.map((target) => JSON.stringify(target)) },
  fc.tuple(anyTarget, fc.nat(200)).map(([target, at]) => JSON.stringify(target).slice(0, at)),
  anySecret,
  anySecret.map((secret) => JSON.stringify([secret])),
);

/** A target of a file, which has secrets of its own. */
const anyFile = anyTarget.map((target) => JSON.stringify(target));

const COMMANDS = [
  ['targets', 'list'],
  ['targets', 'show', 'one'],
  ['targets', 'check'],
  ['targets', 'test', 'one'],
  ['targets', 'disable', 'one'],
  ['targets', 'edit', 'one', '--on', 'failed'],
  ['targets', 'export'],
  ['targets', 'apply', '-f', 'targets.json', '--dry-run'],
  ['explain', 'failed'],
];

describe('any content of Parameter Store', () => {
  test('makes no command print a secret or crash', async () => {
    await fc.assert(
      fc.asyncProperty(anyStored, anyStored, anyFile, async (one, two, other) => {
        const world = openWorld();
        world.parameters.set('/team/url', `https://hooks.slack.com/services/T0/B0/${SECRET}`);
        world.parameters.set('/aws/reference/secretsmanager/team', JSON.stringify({ url: SECRET }));
        const file = { one: { platform: 'slack', url: { parameter: '/team/url' } }, two: JSON.parse(other) };
        world.files.set('targets.json', JSON.stringify(file));
        world.reply = { status: 400, body: SECRET };
        for (const command of COMMANDS) {
          addTarget(world, 'one', one);
          addTarget(world, 'two', two);
          for (const json of [[], ['--json']]) {
            const { stdout, stderr } = await world.run(...command, '--stage', 'prod', ...json);
            expect(stdout + stderr).not.toContain(SECRET);
            expect(stderr).not.toMatch(/unexpected|\n {4}at /);
            if (json.length > 0 && stdout) JSON.parse(stdout);
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('prints no control characters in a table', async () => {
    const world = openWorld();
    addTarget(world, 'one', { platform: 'slack', when: { pipelines: ['\u001b[2J\u0007web\u202e\n'] } });

    const { stdout } = await world.run('targets', 'list', '--stage', 'prod');

    expect(stdout).toContain('pipelines web ');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});
