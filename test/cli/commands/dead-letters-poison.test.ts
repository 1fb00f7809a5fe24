import { readDeadLetter } from '../../../src/dead-letters/dead-letter.ts';
import { aDelivery } from '../../support/batch.ts';
import { allVisible, anEnvelope, anEvent, bury, openWorld, type World } from '../world.ts';

const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Bodies that are nested too deeply for recursive code, in each form that a dead letter has. */
const DEEP_BODIES: readonly [string, string][] = [
  ['brackets alone', DEEP],
  ['an event', JSON.stringify(anEvent()).replace('"detail":{', `"detail":{"a":${DEEP},`)],
  ['a record of a failed invocation', `{"version":"1.0","requestPayload":${DEEP}}`],
  ['an SNS envelope', JSON.stringify(anEnvelope(DEEP))],
  ['a delivery', JSON.stringify(aDelivery()).replace('{', `{"a":${DEEP},`)],
];

/** One good delivery, and a message with this body and these attributes. */
const open = (body: string, attributes: Parameters<World['aws']['deadLetters']['send']>[1] = {}): World => {
  const world = openWorld();
  bury(world, aDelivery('team-web'), 'gone');
  world.aws.deadLetters.send(body, attributes);
  return world;
};

describe.each(DEEP_BODIES)('a dead letter with 100,000 levels in %s', (_, body) => {
  test('is listed with the others', async () => {
    const world = open(body);

    const { code, stdout, stderr } = await world.run('dead-letters', '--stage', 'prod', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).deadLetters).toHaveLength(2);
    expect(stdout).toContain('storefront failed at Deploy');
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('does not stop the others from being sent again', async () => {
    const world = open(body);

    const dry = await world.run('redrive', '--stage', 'prod', '--dry-run');
    const sent = await world.run('redrive', '--stage', 'prod', '--yes', '--wait', '0');

    expect([dry.code, sent.code, dry.stderr, sent.stderr]).toEqual([0, 0, '', '']);
    expect(world.aws.deliveries.messages.map(({ groupId }) => groupId)).toEqual(['team-web']);
  });
});

test.each([
  [
    'control characters',
    { reason: text('go\u001b[31mne'), target: text('\u0000\u202eteam'), firstSeen: text('\u0007') },
  ],
  ['times and numbers out of range', { firstSeen: text('+275760-09-13T00:00:00.001Z'), attempts: text('1e999') }],
  ['nothing', {}],
])('a dead letter whose attributes hold %s is listed in clean text', async (_, attributes) => {
  const world = open('{"half', { attributes });

  const { code, stdout } = await world.run('dead-letters', '--stage', 'prod');

  expect(code).toBe(0);
  expect(stdout).toContain('2 dead letters');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be printed
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('a message without a valid time is read', () => {
  const received = { id: 'm', receipt: 'r', body: '[', attributes: {}, sentAt: new Date(Number.NaN) };

  expect(readDeadLetter(received, 'queue')).toMatchObject({
    kind: 'unreadable',
    event: '(cannot be read)',
    since: '1970-01-01T00:00:00.000Z',
  });
});
