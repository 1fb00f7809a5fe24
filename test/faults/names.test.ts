import { openTarget } from '../../src/platforms/index.ts';
import { exampleOf } from '../platforms/example.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

describe('a name with a meaning in JavaScript', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

  test.each(NAMES)('%s as a pipeline name is filtered and delivered like any other', async (name) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('all', hook);
    bench.addTarget('this', { ...hook, when: { pipelines: [name] } });
    bench.addTarget('other', { ...hook, when: { pipelines: ['web'], accounts: ['*'] } });

    await bench.publish(anEvent('FAILED', { pipeline: name }));
    await bench.relay.settle();

    expect(bench.inbox.arrivals.map(({ target }) => target).sort()).toEqual(['all', 'this']);
    expect(JSON.parse(bench.requestsTo('all')[0]?.body ?? '').data.pipeline.name).toBe(name);
  });

  test.each(NAMES)('%s as a target name gets its own deliveries', async (name) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget(name, hook);
    bench.addTarget('calm', hook);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo(name)).toHaveLength(1);
    expect(bench.requestsTo('calm')).toHaveLength(1);
  });

  test.each(NAMES)('%s as a state is a change, and as a platform is invalid', async (name) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('all', { ...hook, on: ['change'] });
    bench.addTarget('odd', { platform: name, on: ['change'] });

    await bench.publish(anEvent(name));
    await bench.relay.settle();

    expect(JSON.parse(bench.requestsTo('all')[0]?.body ?? '').type).toBe('codepipeline.pipeline.change');
    expect(bench.deadLetters()).toMatchObject([{ target: 'odd', reason: 'target-invalid' }]);
  });

  test('as a field of an event or a target does not change the prototype', async () => {
    const bench = await keep(openHttpRelay());
    const polluted =
      '"__proto__": {"enabled": false, "polluted": true}, "constructor": {"prototype": {"polluted": true}}';
    bench.relay.addTarget('odd', `{${polluted}, "platform": "webhook", "url": "${bench.inbox.urlOf('odd')}"}`);
    bench.addTarget('all', hook);
    const event = JSON.stringify(anEvent())
      .replace('"detail":{', `"detail":{${polluted},`)
      .replace('{', `{${polluted},`);

    await bench.relay.publish(event);
    await bench.relay.settle();

    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(bench.requestsTo('all')).toHaveLength(1);
    expect(bench.deadLetters()).toMatchObject([{ target: 'odd', reason: 'target-invalid' }]);
  });
});

describe('a glob made for catastrophic backtracking', () => {
  test.each([
    ['asterisks between letters', `${'*a'.repeat(127)}*b`],
    ['asterisks only', '*'.repeat(256)],
    ['question marks and asterisks', `${'?*'.repeat(127)}b`],
    ['a regular expression', '(a+)+$'],
  ])('of %s is evaluated within 50 ms', async (_, glob) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('all', {
      ...hook,
      when: { pipelines: Array(10).fill(glob), stages: Array(10).fill(`!${glob}`) },
    });
    const event = anEvent('FAILED', { pipeline: 'a'.repeat(100) });
    await bench.publish(anEvent());

    const started = performance.now();
    await bench.publish(event);

    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe('a header of a target', () => {
  const CANARY = 'canary-in-a-header';

  test.each<[string, Record<string, string>]>([
    ['a line end in its value', { 'X-Token': `${CANARY}\r\nX-More: 1` }],
    ['a lone line feed in its value', { 'X-Token': `${CANARY}\n` }],
    ['NUL in its value', { 'X-Token': `${CANARY}\0` }],
    ['characters beyond Latin-1', { 'X-Token': `${CANARY} – €` }],
    ['a line end in its name', { [`X-${CANARY}\r\nX-More`]: '1' }],
    ['a space in its name', { [`X ${CANARY}`]: '1' }],
    ['the name Host', { Host: CANARY }],
    ['the name Content-Length', { 'content-length': CANARY }],
    ['the name Transfer-Encoding', { 'Transfer-Encoding': CANARY }],
    ['the name webhook-id', { 'Webhook-Id': CANARY }],
    ['the name webhook-signature', { 'webhook-signature': CANARY }],
    ['the same name twice', { 'X-Token': CANARY, 'x-token': CANARY }],
    ['ten thousand characters', { 'X-Token': CANARY.repeat(600) }],
  ])('with %s is rejected when the target is opened, and the error does not quote it', async (_, headers) => {
    expect(JSON.stringify(headers)).toContain(CANARY);
    for (const platform of ['webhook', 'teams']) {
      const { target } = await exampleOf(platform);
      const error = await openTarget({ ...target, headers }, { allowPrivate: false }).catch(
        (thrown: unknown) => thrown,
      );

      expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/^headers: /) });
      expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain(CANARY);
    }
  });
});
