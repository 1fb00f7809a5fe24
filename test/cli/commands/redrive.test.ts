import { aDelivery, NOW } from '../../support/batch.ts';
import { WHERE } from '../fake-stack.ts';
import { allVisible, anEnvelope, anEvent, bury, buryAll, idsOn, openWorld, type World } from '../world.ts';

const REDRIVE = ['redrive', '--stage', 'prod', '--wait', '0'];
const NOW_SEND = [...REDRIVE, '--yes'];
const secondsPassed = ({ clock }: World): number => (clock.now().getTime() - NOW.getTime()) / 1000;

describe('pipebell redrive', () => {
  test('sends deliveries to the deliverer, each to its lane, and deletes the dead letters', async () => {
    const world = openWorld();
    const [first, second, third] = [
      aDelivery('team-a'),
      aDelivery('team-b'),
      aDelivery('team-b', { moment: 'approval' }),
    ];
    bury(world, first);
    world.aws.deadLetters.send(JSON.stringify(second));
    bury(world, third);

    const { code, stdout } = await world.run(...NOW_SEND);

    expect({ code, stdout }).toEqual({ code: 0, stdout: '3 sent\n' });
    expect(world.aws.deadLetters.size).toBe(0);
    expect(world.aws.deliveries.messages).toMatchObject([
      { body: JSON.stringify(first), groupId: 'team-a' },
      { body: JSON.stringify(second), groupId: 'team-b' },
      { body: JSON.stringify(third), groupId: 'team-b!' },
    ]);
  });

  test('sends events that were not routed to the router, unchanged', async () => {
    const world = openWorld();
    const bodies = [
      JSON.stringify(anEnvelope(anEvent())),
      JSON.stringify({ requestPayload: { Records: [{ EventSource: 'aws:sns', Sns: anEnvelope('text') }] } }),
      'just some text',
    ];
    for (const body of bodies) world.aws.deadLetters.send(body);
    world.aws.deadLetters.send(JSON.stringify(anEvent('event-2')));

    const { code } = await world.run(...NOW_SEND);

    expect(code).toBe(0);
    expect(world.aws.unrouted.messages.map(({ body }) => body)).toEqual([
      ...bodies,
      JSON.stringify(anEvent('event-2')),
    ]);
    expect([world.aws.deadLetters.size, world.aws.deliveries.size]).toEqual([0, 0]);
  });

  test('sends only the selected dead letters, and leaves the rest', async () => {
    const world = openWorld();
    const letters = await buryAll(world, ['gone', 'payload', 'gone', 'exhausted']);
    const event = world.aws.deadLetters.send(JSON.stringify(anEvent()));
    const before = world.aws.deadLetters.messages
      .filter(({ messageId }, at) => at % 2 === 1 || messageId === event)
      .map(({ messageId }) => messageId);

    const { stdout } = await world.run(...NOW_SEND, '--reason', 'gone', '--target', 'team');

    expect(stdout).toBe('2 sent\n');
    expect(idsOn(world.aws.deliveries)).toEqual([letters[0]?.id, letters[2]?.id]);
    expect(world.aws.deadLetters.messages.map(({ messageId }) => messageId)).toEqual(before);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('leaves unreadable messages unless they are selected', async () => {
    const world = openWorld();
    const attributes = { reason: { DataType: 'String', StringValue: 'invalid-message' } };
    world.aws.deadLetters.send('{"half', { attributes });
    const readable = aDelivery();
    bury(world, readable, 'invalid-message');

    const without = await world.run(...NOW_SEND);
    const left = world.aws.deadLetters.messages.map(({ body }) => body);
    const asked = await world.run(...NOW_SEND, '--reason', 'invalid-message');

    expect(without.stdout).toBe(
      '1 sent\n1 dead letter cannot be read and was left out; this sends them: npx pipebell redrive --stage prod --reason invalid-message\n',
    );
    expect(left).toEqual(['{"half']);
    expect(asked.stdout).toBe('1 sent\n');
    expect(world.aws.deliveries.messages.map(({ body }) => body)).toEqual([JSON.stringify(readable), '{"half']);
  });

  test('sends the oldest first, five per second by default', async () => {
    const world = openWorld();
    bury(world, aDelivery('late'), 'gone', { firstSeen: '2026-03-04T08:00:00.000Z' });
    bury(world, aDelivery('early'), 'gone', { firstSeen: '2026-03-01T08:00:00.000Z' });
    await world.run(...NOW_SEND);
    const groups = world.aws.deliveries.messages.map(({ groupId }) => groupId);

    const [usual, slow] = [openWorld(), openWorld()];
    for (const each of [usual, slow]) for (let at = 0; at < 11; at++) each.aws.deadLetters.send('text');
    await usual.run(...NOW_SEND);
    await slow.run(...NOW_SEND, '--rate', '0.5');

    expect(groups).toEqual(['early', 'late']);
    expect([secondsPassed(usual), secondsPassed(slow)]).toEqual([2, 20]);
  });

  test('extends the lease for as long as sending takes', async () => {
    const world = openWorld();
    for (let at = 0; at < 300; at++) world.aws.deadLetters.send(`text ${at}`);
    let stolen = 0;
    world.onSleep = async () => {
      stolen += world.aws.deadLetters.receive(10).length;
    };

    const { stdout } = await world.run(...NOW_SEND, '--rate', '0.1');

    expect({ stdout, stolen }).toEqual({ stdout: '300 sent\n', stolen: 0 });
    expect(world.aws.unrouted.size).toBe(300);
  });

  test('writes its progress as plain lines without a terminal', async () => {
    const world = openWorld();
    for (let at = 0; at < 125; at++) world.aws.deadLetters.send('text');

    const { stderr } = await world.run(...NOW_SEND);

    expect(stderr).toBe('51 of 125 sent\n101 of 125 sent\n');
  });

  test('shows the plan with --dry-run, and sends nothing', async () => {
    const world = openWorld();
    await buryAll(world, ['gone', 'payload']);
    world.aws.deadLetters.send(JSON.stringify(anEvent()));

    const table = await world.run(...REDRIVE, '--dry-run');
    const json = await world.run(...REDRIVE, '--dry-run', '--json', '--reason', 'gone');

    expect(table.stdout).toMatch(/^TARGET/);
    expect(table.stdout).toContain(
      'would send 3 dead letters: pipebell-prod-deliveries.fifo 2, pipebell-prod-unrouted 1',
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      dryRun: true,
      selected: 1,
      sent: 0,
      deadLetters: [{ reason: 'gone', to: 'pipebell-prod-deliveries.fifo' }],
    });
    expect(world.calls.filter((call) => /send|delete/.test(call))).toEqual([]);
    expect(allVisible(world.aws.deadLetters, world.clock.now())).toBe(true);
  });

  test('asks for confirmation at a terminal, with no as the default', async () => {
    const world = openWorld();
    await buryAll(world, ['gone', 'gone']);
    world.answer = '';
    const refused = await world.run(...REDRIVE);
    const sentBefore = world.aws.deliveries.size;
    world.answer = 'y';
    const agreed = await world.run(...REDRIVE);

    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: 'stopped: nothing was sent\n' });
    expect(sentBefore).toBe(0);
    expect(agreed).toMatchObject({ code: 0, stdout: '2 sent\n' });
    expect(world.questions[0]).toBe(
      `Send 2 dead letters of ${WHERE} again (pipebell-prod-deliveries.fifo 2)? At 5 per second this takes 1 s.`,
    );
  });

  test('sends after a late answer only confirmed dead letters that still exist', async () => {
    const world = openWorld();
    const [first] = await buryAll(world, ['gone', 'gone']);
    world.answer = 'yes';
    world.onCall = () => {
      if (world.questions.length === 0) return;
      world.onCall = () => {};
      // Before the answer another operator deletes one dead letter, and new ones arrive.
      const [, second] = world.aws.deadLetters.receive(2);
      world.aws.deadLetters.delete(second?.receiptHandle ?? '');
      bury(world, aDelivery('new'));
      bury(world, aDelivery('newer'));
      void world.clock.until(new Date(world.clock.now().getTime() + 3_600_000));
    };

    const { code, stdout, stderr } = await world.run(...REDRIVE);

    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 sent\n' });
    expect(stderr).toContain('1 not sent: another reader has leased or deleted them');
    expect(idsOn(world.aws.deliveries)).toEqual([first?.id]);
    expect(world.aws.deadLetters.size).toBe(2);
  });

  test('needs --yes without a terminal, and reads nothing before', async () => {
    const world = openWorld();
    await buryAll(world, ['gone']);

    const { code, stderr } = await world.run(...REDRIVE);

    expect(code).toBe(2);
    expect(stderr).toContain('not a terminal: pass --yes');
    expect(world.calls).toEqual([]);
  });

  test('reports that there are no dead letters to send', async () => {
    const world = openWorld();
    await buryAll(world, ['gone']);

    expect(await world.run(...NOW_SEND, '--reason', 'payload')).toEqual({
      code: 0,
      stdout: 'no dead letters to send in stage prod\n',
      stderr: '',
    });
  });

  test('writes one JSON document with --json', async () => {
    const world = openWorld();
    await buryAll(world, ['gone', 'gone']);

    const { code, stdout, stderr } = await world.run(...NOW_SEND, '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      stage: 'prod',
      selected: 2,
      unreadable: 0,
      complete: true,
      dryRun: false,
      sent: 2,
      left: 0,
      undeleted: 0,
      cameBack: [],
      errors: [],
    });
  });

  test.each([
    [['--rate', '0'], 'from 0.1 to 100'],
    [['--rate', '-1'], 'from 0.1 to 100'],
    [['--wait', 'soon'], 'from 0 to 3600'],
    [['--stage', 'a stage'], 'letters, digits and hyphens'],
    [['--force'], 'unknown option'],
    [['surplus'], 'too many arguments'],
  ])('refuses %j', async (args, words) => {
    const world = openWorld();

    const { code, stderr } = await world.run(...NOW_SEND, ...args);

    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trim()).not.toContain('\n');
  });
});
