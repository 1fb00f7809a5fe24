import { frozenClock } from '../../../src/local/clock.ts';
import { createLocalRelay, type LocalRelay } from '../../../src/local/relay.ts';
import type { Delivery } from '../../../src/model/delivery.ts';
import type { HttpRequest } from '../../../src/model/http.ts';
import { NOW } from '../../support/batch.ts';
import { anEvent, openWorld, type World } from '../world.ts';

const SEND = ['redrive', '--stage', 'prod', '--yes'];
const quiet = { routed: () => {}, delivered: () => {}, targets: () => {}, ledger: () => {} };

interface Scene {
  readonly world: World;
  readonly relay: LocalRelay;
  /** The `webhook-id` of each request, in order. */
  readonly posts: string[];
  /** Decides how the receiver answers a request. */
  answer: (id: string) => number;
}

/** The real functions over the same queues; the receiver is gone until it is said otherwise. */
const openScene = (): Scene => {
  const clock = frozenClock(NOW);
  const scene = {
    posts: [] as string[],
    answer: (_id: string): number => 410,
  };
  const send = async ({ headers }: HttpRequest) => {
    const id = headers['webhook-id'] ?? '';
    scene.posts.push(id);
    return { status: scene.answer(id), body: '' };
  };
  const relay = createLocalRelay({ clock, send, telemetry: quiet, random: () => 0.5, allowPrivateTargets: false });
  const world = openWorld({ clock, aws: relay.aws });
  relay.addTarget('team', { platform: 'webhook', url: 'https://receiver.example/hook', on: ['failed', 'message'] });
  world.onSleep = relay.drain;
  return Object.assign(scene, { relay, world });
};

/** Lets events fail at the receiver until they are dead letters. */
const failAll = async ({ relay }: Scene, count: number): Promise<Delivery[]> => {
  for (let at = 0; at < count; at++) {
    const detail = { pipeline: `p${at}`, 'execution-id': `e${at}`, state: 'FAILED', version: 1 };
    const time = NOW.toISOString();
    await relay.publish(
      JSON.stringify({
        ...anEvent(`event-${at}`),
        version: '0',
        time,
        region: 'eu-west-1',
        account: '111122223333',
        resources: [],
        detail,
      }),
    );
  }
  await relay.settle();
  return relay.aws.deadLetters.messages.map(({ body }) => JSON.parse(body));
};

describe('pipebell redrive and the relay', () => {
  test('counts returns: of 100 dead letters 40 fail again, and none is posted twice', async () => {
    const scene = openScene();
    const deliveries = await failAll(scene, 100);
    const failing = new Set(deliveries.slice(0, 40).map(({ id }) => id));
    scene.posts.length = 0;
    scene.answer = (id) => (failing.has(id) ? 410 : 200);

    const { code, stdout } = await scene.world.run(...SEND);

    expect(deliveries).toHaveLength(100);
    expect(code).toBe(3);
    expect(stdout.split('\n')).toEqual([
      '100 sent, 40 came back (gone 40)',
      expect.stringMatching(/^ {2}gone: the channel or its webhook no longer exists/),
      '    npx pipebell targets test team --stage prod',
      'after that: npx pipebell redrive --stage prod',
      '',
    ]);
    expect(scene.relay.aws.deadLetters.size).toBe(40);
    expect(scene.relay.aws.deliveries.size).toBe(0);
    expect(scene.posts).toHaveLength(100);
    expect(new Set(scene.posts).size).toBe(100);
  });

  test('sends each dead letter once, even if it comes back during the redrive', async () => {
    const scene = openScene();
    await failAll(scene, 30);
    scene.posts.length = 0;

    const { stdout } = await scene.world.run(...SEND, '--rate', '1', '--json');

    const { sent, cameBack } = JSON.parse(stdout);
    expect(sent).toBe(30);
    expect(cameBack).toHaveLength(30);
    expect(cameBack[0]).toMatchObject({ target: 'team', reason: 'gone', lastStatus: 410 });
    expect(scene.posts).toHaveLength(30);
  });

  test('does not count an older dead letter of the same delivery as a return', async () => {
    const scene = openScene();
    const [delivery] = await failAll(scene, 1);
    scene.answer = () => 200;
    scene.relay.aws.deadLetters.send(JSON.stringify(delivery));

    const { code, stdout } = await scene.world.run(...SEND, '--reason', 'gone');

    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 sent, none came back within 60 s\n' });
    expect(scene.relay.aws.deadLetters.size).toBe(1);
  });

  test('reports that none came back within the wait', async () => {
    const scene = openScene();
    await failAll(scene, 3);
    scene.answer = () => 200;

    const { code, stdout } = await scene.world.run(...SEND, '--wait', '10');

    expect({ code, stdout }).toEqual({ code: 0, stdout: '3 sent, none came back within 10 s\n' });
  });

  test('posts once if a dead letter is sent twice because its deletion failed', async () => {
    const scene = openScene();
    await failAll(scene, 3);
    scene.posts.length = 0;
    scene.answer = () => 200;
    scene.world.fault = (operation, nth) => (operation === 'delete' && nth === 2 ? 'refused' : undefined);

    const first = await scene.world.run(...SEND);
    const second = await scene.world.run(...SEND);
    await scene.relay.settle();

    expect([first.code, second.code]).toEqual([1, 0]);
    expect(second.stdout).toContain('1 sent');
    expect(scene.relay.aws.deadLetters.size).toBe(0);
    expect(scene.posts).toHaveLength(3);
    expect(new Set(scene.posts).size).toBe(3);
  });

  test.each([
    ['at once: SQS drops the second copy', 0, 1],
    ['after more than five minutes: the ledger skips it', 301, 2],
  ])('posts once if the dead letter is sent again %s', async (_, seconds, expected) => {
    const scene = openScene();
    await failAll(scene, 1);
    scene.posts.length = 0;
    scene.answer = () => 200;
    scene.world.onSleep = async () => {};
    scene.world.fault = (operation, nth) => (operation === 'delete' && nth === 1 ? 'refused' : undefined);

    await scene.world.run(...SEND, '--wait', '0');
    await scene.world.clock.until(new Date(scene.world.clock.now().getTime() + seconds * 1000));
    await scene.world.run(...SEND, '--wait', '0');
    const copies = scene.relay.aws.deliveries.size;
    await scene.relay.settle();

    expect(copies).toBe(expected);
    expect(scene.posts).toHaveLength(1);
    expect([scene.relay.aws.deliveries.size, scene.relay.aws.deadLetters.size]).toEqual([0, 0]);
  });

  test('routes an event that crashed the router', async () => {
    const scene = openScene();
    scene.answer = () => 200;
    const detail = { pipeline: 'web', 'execution-id': 'e', state: 'FAILED', version: 1 };
    scene.relay.aws.deadLetters.send(JSON.stringify({ ...anEvent(), time: NOW.toISOString(), detail }));
    scene.relay.aws.deadLetters.send('any text');

    const { code, stdout } = await scene.world.run(...SEND);
    await scene.relay.settle();

    expect({ code, stdout }).toEqual({ code: 0, stdout: '2 sent\n' });
    expect(scene.posts).toHaveLength(2);
  });
});
