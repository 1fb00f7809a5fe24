import fc from 'fast-check';
import { aDelivery } from '../../support/batch.ts';
import { allVisible, anEvent, bury, buryAll, type Fault, idsOn, openWorld } from '../world.ts';

const SEND = ['redrive', '--stage', 'prod', '--wait', '0', '--yes'];

describe('pipebell redrive, when something fails', () => {
  test('leaves a dead letter that could not be sent, and continues with the next', async () => {
    const world = openWorld();
    const letters = await buryAll(world, ['gone', 'gone', 'gone', 'gone']);
    world.fault = (operation, nth) => (operation === 'send' && nth === 2 ? 'refused' : undefined);

    const { code, stdout, stderr } = await world.run(...SEND);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '3 sent\n' });
    expect(stderr).toBe('1 dead letter not sent, and still on the queue\nsend on deliveries: refused\n');
    expect(idsOn(world.aws.deadLetters)).toEqual([letters[1]?.id]);
    expect(idsOn(world.aws.deliveries)).toEqual([0, 2, 3].map((at) => letters[at]?.id));
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('stops after three consecutive failures', async () => {
    const world = openWorld();
    await buryAll(world, Array(20).fill('gone'));
    world.fault = (operation, nth) => (operation === 'send' && nth > 5 ? 'refused' : undefined);

    const { code, stdout, stderr } = await world.run(...SEND, '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ sent: 5, left: 15, errors: ['send on deliveries: refused'] });
    expect(stderr).toContain('15 dead letters not sent');
    expect(world.calls.filter((call) => call.startsWith('send'))).toHaveLength(8);
    expect(world.aws.deadLetters.size).toBe(15);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('keeps a dead letter whose deletion failed, and reports that sending it again is safe', async () => {
    const world = openWorld();
    const letters = await buryAll(world, ['gone', 'gone', 'gone']);
    world.fault = (operation, nth) => (operation === 'delete' && nth === 2 ? 'refused' : undefined);

    const { code, stdout, stderr } = await world.run(...SEND);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '3 sent\n' });
    expect(stderr).toContain('1 sent but not deleted');
    expect(idsOn(world.aws.deadLetters)).toEqual([letters[1]?.id]);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('stops on Ctrl-C between two dead letters, and releases the rest', async () => {
    const world = openWorld();
    await buryAll(world, Array(20).fill('gone'));
    world.onCall = (call) => {
      if (call === 'send deliveries' && world.aws.deliveries.size === 6) world.stop.abort();
    };

    const { code, stdout, stderr } = await world.run(...SEND);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '7 sent\n' });
    expect(stderr).toContain('13 dead letters not sent');
    expect([world.aws.deliveries.size, world.aws.deadLetters.size]).toEqual([7, 13]);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('sends nothing on Ctrl-C while it reads or asks', async () => {
    const [looking, asking] = [openWorld(), openWorld()];
    for (const world of [looking, asking]) await buryAll(world, Array(20).fill('gone'));
    looking.onCall = () => looking.stop.abort();
    asking.answer = 'y';
    asking.onCall = () => {
      if (asking.questions.length > 0) asking.stop.abort();
    };

    const results = [await looking.run(...SEND), await asking.run('redrive', '--stage', 'prod')];

    for (const { code, stderr } of results)
      expect({ code, stderr }).toEqual({ code: 1, stderr: 'stopped: nothing was sent\n' });
    for (const { aws, clock } of [looking, asking]) {
      expect([aws.deliveries.size, aws.deadLetters.size]).toEqual([0, 20]);
      expect(allVisible(aws.deadLetters, clock.now())).toBe(true);
    }
  });

  test('reports what was sent even if the dead letters cannot be watched', async () => {
    const world = openWorld();
    await buryAll(world, ['gone', 'gone']);
    world.fault = (operation) => (operation === 'receive' && world.aws.deliveries.size > 0 ? 'refused' : undefined);

    const { code, stdout, stderr } = await world.run('redrive', '--stage', 'prod', '--yes');

    expect(code).toBe(1);
    expect(stdout).toMatch(/^2 sent/);
    expect(stderr).toContain('receive on dead-letters: refused');
  });

  test('does not send a dead letter whose lease ended while it waited', async () => {
    const world = openWorld();
    await buryAll(world, Array(3).fill('gone'));
    world.onSleep = async () => {
      if (world.aws.deliveries.size !== 1) return;
      // The machine slept for an hour, and another reader has leased the dead letters since.
      await world.clock.until(new Date(world.clock.now().getTime() + 3_600_000));
      world.aws.deadLetters.receive(10);
    };

    const { code, stdout, stderr } = await world.run(...SEND);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '1 sent\n' });
    expect(stderr).toContain('2 dead letters not sent');
    expect([world.aws.deliveries.size, world.aws.deadLetters.size]).toEqual([1, 2]);
  });
});

const letter = fc.record({
  kind: fc.constantFrom('buried', 'crashed', 'unreadable', 'event'),
  target: fc.constantFrom('a', 'b'),
  reason: fc.constantFrom('gone', 'exhausted', 'invalid-message'),
});
const fault = fc.constantFrom('refused', 'unheard', undefined, undefined, undefined);
const filters = fc.constantFrom([], ['--target', 'a'], ['--reason', 'gone'], ['--reason', 'invalid-message']);

describe('whatever happens to a redrive', () => {
  test('every message ends in its target queue or stays among the dead letters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(letter, { maxLength: 30 }),
        fc.array(fault, { maxLength: 60 }),
        filters,
        fc.option(fc.nat(60)),
        async (letters, faults, filter, stopAt) => {
          const world = openWorld();
          const expected = new Map<string, 'deliveries' | 'unrouted'>();
          for (const [at, { kind, target, reason }] of letters.entries()) {
            const delivery = aDelivery(target, { id: `event-${at}` });
            const body = kind === 'unreadable' ? `{"half ${at}` : JSON.stringify(delivery);
            const attributes = { reason: { DataType: 'String', StringValue: 'invalid-message' } };
            const event = JSON.stringify(anEvent(`event-${at}`));
            if (kind === 'buried') bury(world, delivery, reason);
            else if (kind === 'crashed') world.aws.deadLetters.send(body);
            else if (kind === 'unreadable') world.aws.deadLetters.send(body, { attributes });
            else world.aws.deadLetters.send(event);
            const isEvent = kind === 'event';
            expected.set(isEvent ? event : body, isEvent ? 'unrouted' : 'deliveries');
          }
          const at: Fault = () => faults[world.calls.length];
          world.fault = at;
          world.onCall = () => {
            if (stopAt !== null && world.calls.length > stopAt) world.stop.abort();
          };

          const { code, stdout } = await world.run(
            'redrive',
            '--stage',
            'prod',
            '--yes',
            '--wait',
            '4',
            '--json',
            ...filter,
          );

          const bodies = ({ messages }: { messages: readonly { body: string }[] }) => messages.map(({ body }) => body);
          const buried = bodies(world.aws.deadLetters);
          const sent = { deliveries: bodies(world.aws.deliveries), unrouted: bodies(world.aws.unrouted) };
          for (const [body, queue] of expected) expect([...sent[queue], ...buried]).toContain(body);
          const all = [...buried, ...sent.deliveries, ...sent.unrouted];
          expect(new Set(all).size).toBe(expected.size);
          if (code === 0) {
            const fair = faults.every((each) => each === undefined);
            expect(JSON.parse(stdout)).toMatchObject({ left: 0, errors: [] });
            if (fair) expect(all).toHaveLength(expected.size);
          }
          expect([0, 1]).toContain(code);
        },
      ),
      { numRuns: 300 },
    );
  });
});
