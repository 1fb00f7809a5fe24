import { aDelivery } from '../../support/batch.ts';
import { aStack } from '../fake-stack.ts';
import { allVisible, anEnvelope, anEvent, bury, buryAll, openWorld, type World } from '../world.ts';

const LIST = ['dead-letters', '--stage', 'prod'];

/** One of everything that can lie there. */
const fill = (world: World): void => {
  const { deadLetters } = world.aws;
  bury(world, aDelivery('team-web'), 'gone');
  deadLetters.send(JSON.stringify(aDelivery('team-api')));
  deadLetters.send('{"half a deli', { attributes: { reason: { DataType: 'String', StringValue: 'invalid-message' } } });
  deadLetters.send(JSON.stringify({ version: 7, target: 'team', notification: 'new', id: 1 }));
  deadLetters.send(JSON.stringify(anEnvelope(anEvent())));
  deadLetters.send(
    JSON.stringify({ requestPayload: { Records: [{ EventSource: 'aws:sns', Sns: anEnvelope({ approval: {} }) }] } }),
  );
  deadLetters.send('just some text, see https://canary.example/secret');
  // A dead letter of EventBridge that crashed the router and was moved with its attributes.
  deadLetters.send(JSON.stringify(anEvent('event-2')), {
    attributes: {
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
      RETRY_ATTEMPTS: { DataType: 'String', StringValue: '185' },
      RULE_ARN: { DataType: 'String', StringValue: 'arn:aws:events:eu-central-1:111122223333:rule/canary' },
    },
  });
};

describe('pipebell dead-letters', () => {
  test('lists deliveries and events with their known fields', async () => {
    const world = openWorld();
    fill(world);
    await world.clock.until(new Date(world.clock.now().getTime() + 3_900_000));

    const { code, stdout, stderr } = await world.run(...LIST);

    expect(stdout.split('\n')).toEqual([
      'TARGET    REASON           AGE        ATTEMPTS  EVENT',
      'team-web  gone             1 h 5 min  3 · 410   storefront failed at Deploy',
      'team-api  crashed          1 h 5 min  -         storefront failed at Deploy',
      '-         invalid-message  1 h 5 min  -         (cannot be read)',
      '-         invalid-message  1 h 5 min  -         (cannot be read)',
      '-         unrouted         1 h 5 min  -         aws.codepipeline: CodePipeline Pipeline Execution State Change',
      '-         unrouted         1 h 5 min  -         an approval',
      '-         unrouted         1 h 5 min  -         a message',
      '-         unrouted         1 h 5 min  -         aws.codepipeline: CodePipeline Pipeline Execution State Change',
      '',
      '8 dead letters: unrouted 4, invalid-message 2, gone 1, crashed 1',
      '  gone: the channel or its webhook no longer exists: create a new one and set its URL with "targets edit"',
      '  crashed: the function crashed three times while it handled the message',
      '  invalid-message: the queued message cannot be read',
      '  unrouted: the router could not route the event',
      '    npx pipebell targets test team-web --stage prod',
      'to send them again: npx pipebell redrive --stage prod',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('tells an event that waited for 13 days from a delivery that did', async () => {
    const world = openWorld();
    const attributes = { reason: { DataType: 'String', StringValue: 'waited' } };
    world.aws.deadLetters.send(JSON.stringify(anEnvelope(anEvent())), { attributes });
    bury(world, aDelivery('team-web'), 'waited');
    bury(world, aDelivery('team-api'), 'backlog');

    const { stdout } = await world.run(...LIST);

    expect(stdout).toContain('-         waited   0 s  -         aws.codepipeline: CodePipeline Pipeline Execution');
    expect(stdout).toContain('team-web  waited   0 s  3 · 410   storefront failed at Deploy');
    expect(stdout).toContain(
      '3 dead letters: waited 2, backlog 1\n' +
        '  waited: the targets, a secret or the table were unavailable for days: repair that first\n' +
        '  backlog: too many deliveries waited, and the oldest were given up\n',
    );
  });

  test('writes one JSON document with --json', async () => {
    const world = openWorld();
    const delivery = aDelivery('team-web');
    const messageId = bury(world, delivery, 'gone');

    const { stdout } = await world.run(...LIST, '--json');

    expect(JSON.parse(stdout)).toEqual({
      stage: 'prod',
      complete: true,
      deadLetters: [
        {
          messageId,
          queue: 'pipebell-prod-dead-letters',
          kind: 'delivery',
          reason: 'gone',
          target: 'team-web',
          event: 'storefront failed at Deploy',
          deliveryId: delivery.id,
          eventId: delivery.notification.id,
          attempts: 3,
          lastStatus: 410,
          since: world.clock.now().toISOString(),
          ageSeconds: 0,
        },
      ],
    });
  });

  test('changes nothing', async () => {
    const world = openWorld();
    fill(world);
    const before = world.aws.deadLetters.messages.map(({ messageId, body, sentAt }) => ({ messageId, body, sentAt }));

    await world.run(...LIST);

    expect(world.aws.deadLetters.messages).toMatchObject(before);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
    expect(world.calls.filter((call) => /send|delete/.test(call))).toEqual([]);
  });

  test('prints no address and no payload, whatever the messages hold', async () => {
    const world = openWorld();
    fill(world);
    bury(
      world,
      aDelivery('team https://canary.example/t', { title: 'See https://canary.example/a or hooks.canary.example/b' }),
      'https://canary.example',
      {
        attempts: 'https://canary.example',
      },
    );

    const table = await world.run(...LIST);
    const json = await world.run(...LIST, '--json');

    expect(table.stdout).toContain('See … or …');
    expect(table.stdout + json.stdout).not.toMatch(/canary|secret|half a deli|https?:/);
  });

  test('lists only matching dead letters', async () => {
    const world = openWorld();
    await buryAll(world, ['gone', 'exhausted', 'gone'], 'team-a');
    await buryAll(world, ['gone', 'payload'], 'team-b');

    const one = await world.run(...LIST, '--target', 'team-a', '--reason', 'gone', '--json');
    const two = await world.run(...LIST, '--reason', 'payload', '--reason', 'exhausted', '--json');
    const none = await world.run(...LIST, '--target', 'team');

    const rows = ({ stdout }: { stdout: string }) =>
      JSON.parse(stdout).deadLetters.map(({ target, reason }: Record<string, string>) => `${target} ${reason}`);
    expect(rows(one)).toEqual(['team-a gone', 'team-a gone']);
    expect(rows(two)).toEqual(['team-a exhausted', 'team-b payload']);
    expect(none).toMatchObject({ code: 0, stdout: 'no matching dead letters in stage prod\n' });
  });

  test('lists each dead letter once, even if reading takes longer than the lease', async () => {
    const world = openWorld();
    await buryAll(world, Array(35).fill('gone'));
    world.onCall = (call) => {
      if (call === 'receive dead-letters') void world.clock.until(new Date(world.clock.now().getTime() + 100_000));
    };

    const { stdout } = await world.run(...LIST, '--json');

    const ids = JSON.parse(stdout).deadLetters.map(({ deliveryId }: Record<string, string>) => deliveryId);
    expect(new Set(ids).size).toBe(35);
    expect(ids).toHaveLength(35);
  });

  test('stops at 10,000 dead letters of a queue and reports that there are more', async () => {
    const world = openWorld();
    for (let at = 0; at < 10_005; at++) world.aws.deadLetters.send('text');

    const { stdout } = await world.run(...LIST);

    expect(stdout.split('\n').at(-4)).toBe('10000 dead letters (more were not read): unrouted 10000');
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('releases everything if a queue fails half-way', async () => {
    const world = openWorld();
    await buryAll(world, Array(25).fill('gone'));
    world.fault = (operation, nth) => (operation === 'receive' && nth === 4 ? 'refused' : undefined);

    const result = await world.run(...LIST);

    expect(result).toEqual({ code: 1, stdout: '', stderr: 'receive on dead-letters: refused\n' });
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('releases everything on Ctrl-C', async () => {
    const world = openWorld();
    await buryAll(world, Array(25).fill('gone'));
    world.onCall = () => {
      if (world.calls.length === 4) world.stop.abort();
    };

    const { code, stdout, stderr } = await world.run(...LIST);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^stopped: .*released/);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('reports leases that could not be released, and still lists the dead letters', async () => {
    const world = openWorld();
    await buryAll(world, ['gone', 'gone']);
    world.fault = (operation) => (operation === 'hide' ? 'refused' : undefined);

    const { code, stdout, stderr } = await world.run(...LIST);

    expect(code).toBe(0);
    expect(stdout).toContain('2 dead letters: gone 2');
    expect(stderr).toContain('the lease of 2 dead letters could not be released');
  });

  test('shows its progress at a terminal, and clears it', async () => {
    const world = openWorld();
    await buryAll(world, Array(15).fill('gone'));
    world.terminal = true;

    const { stderr } = await world.run(...LIST);

    expect(stderr).toBe('\r\u001b[K10 read\r\u001b[K15 read\r\u001b[K');
  });

  test('names a queue that does not exist', async () => {
    const world = openWorld();
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack()] });

    const { code, stderr } = await world.run('dead-letters', '--stage', 'nowhere');

    expect({ code, stderr }).toEqual({ code: 1, stderr: 'no queue pipebell-nowhere-dead-letters\n' });
  });
});
