import { anEvent, context, sqsEvent, timeAt } from '../support/lambda-events.ts';
import { always, type HttpRelay, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const START_OF_RUN = timeAt(-60);

const on = ['started', 'succeeded', 'failed'];

const openBoth = async (): Promise<HttpRelay> => {
  const bench = await keep(openHttpRelay());
  bench.addTarget('chat', { platform: 'slack', on });
  bench.addTarget('hook', { platform: 'webhook', on });
  return bench;
};

/** The moments of the requests to a target, in order. */
const momentsOf = (bench: HttpRelay, name: string): (string | undefined)[] =>
  bench.requestsTo(name).map(({ body }) => /started|succeeded|failed/.exec(body)?.[0]);

describe('events in the wrong order', () => {
  test('a start after the end is skipped for chat and sent to a webhook', async () => {
    const bench = await openBoth();

    await bench.publish(anEvent('SUCCEEDED', { execution: 'x', at: timeAt(60) }));
    await bench.relay.settle();
    await bench.publish(anEvent('STARTED', { execution: 'x', at: START_OF_RUN }));
    await bench.relay.settle();

    expect(momentsOf(bench, 'chat')).toEqual(['succeeded']);
    expect(momentsOf(bench, 'hook')).toEqual(['succeeded', 'started']);
    expect(bench.reports.delivered.filter(({ outcome }) => outcome.kind === 'skipped')).toMatchObject([
      { delivery: { target: 'chat' }, outcome: { reason: 'superseded' } },
    ]);
  });

  test('a start behind the end in one batch is skipped for chat and sent to a webhook', async () => {
    const bench = await openBoth();

    await bench.publish(anEvent('SUCCEEDED', { execution: 'x', at: timeAt(60) }));
    await bench.publish(anEvent('STARTED', { execution: 'x', at: START_OF_RUN }));
    await bench.relay.settle();

    expect(momentsOf(bench, 'chat')).toEqual(['succeeded']);
    expect(momentsOf(bench, 'hook')).toEqual(['succeeded', 'started']);
  });

  test.each([
    ['skipped by the function that sent the end', true, ['succeeded']],
    ['sent to chat by another function', false, ['succeeded', 'started']],
  ])('a start after the end is %s while the ledger fails', async (_, isSame, moments) => {
    const bench = await openBoth();
    bench.aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    await bench.publish(anEvent('SUCCEEDED', { execution: 'x', at: timeAt(60) }));
    await bench.relay.settle();
    await bench.publish(anEvent('STARTED', { execution: 'x', at: START_OF_RUN }));
    await (isSame ? bench.relay.settle() : bench.newContainer().drain());

    expect(momentsOf(bench, 'chat')).toEqual(moments);
  });
});

describe('a function that is killed around the one write of an end that it sent', () => {
  const WRITE = 'BatchWriteItem';

  /** Sends the end in a function that is killed, and then what is left in others, with a start that came late. */
  const momentsAfter = async (prepare: (bench: HttpRelay, killed: () => void) => void) => {
    const bench = await openBoth();
    await bench.publish(anEvent('SUCCEEDED', { execution: 'x', at: timeAt(60) }));
    await new Promise<void>((resolve) => {
      prepare(bench, resolve);
      void bench
        .newContainer()
        .deliverer(sqsEvent(bench.aws.deliveries), context())
        .then(() => resolve());
    });
    bench.aws.fault = () => undefined;
    bench.aws.lost = () => undefined;
    await bench.publish(anEvent('STARTED', { execution: 'x', at: START_OF_RUN }));
    await bench.relay.settle();
    return momentsOf(bench, 'chat');
  };

  test('before it: the end is sent once more, and the start is skipped', async () => {
    const moments = await momentsAfter((bench, killed) => {
      bench.aws.fault = (_, operation) => {
        if (operation !== WRITE) return undefined;
        killed();
        return new Promise<string>(() => {});
      };
    });

    expect(moments).toEqual(['succeeded', 'succeeded']);
  });

  test('after it: the end is not sent again, and the start is skipped', async () => {
    // The function has ended, and Lambda did not delete its messages.
    expect(await momentsAfter(() => {})).toEqual(['succeeded']);
  });

  test('an answer that is lost changes nothing', async () => {
    let calls = 0;
    const moments = await momentsAfter((bench) => {
      bench.aws.lost = (_, operation) => {
        if (operation !== WRITE) return undefined;
        calls += 1;
        return 'Timeout';
      };
    });

    expect([moments, calls]).toEqual([['succeeded'], 1]);
  });
});

describe('two state machines whose executions have the same name', () => {
  const workflowEvent = (machine: string, status: 'RUNNING' | 'SUCCEEDED', at: Date) => {
    const arn = 'arn:aws:states:eu-central-1:111122223333';
    const executionArn = `${arn}:execution:${machine}:2026-03-04`;
    return {
      version: '0',
      id: `${machine}-${status}`,
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: '111122223333',
      time: at.toISOString(),
      region: 'eu-central-1',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn: `${arn}:stateMachine:${machine}`,
        name: '2026-03-04',
        status,
        startDate: START_OF_RUN.getTime(),
        stopDate: status === 'RUNNING' ? null : at.getTime(),
      },
    };
  };

  const sent = async (ending: string, starting: string) => {
    const bench = await openBoth();
    await bench.publish(workflowEvent(ending, 'SUCCEEDED', timeAt(60)));
    await bench.relay.settle();
    await bench.publish(workflowEvent(starting, 'RUNNING', START_OF_RUN));
    await bench.relay.settle();
    return bench.requestsTo('chat').map(({ body }) => /(billing|payments) (started|succeeded)/.exec(body)?.[0]);
  };

  test('an end of one does not supersede a start of the other, which its own end does', async () => {
    expect(await sent('billing', 'payments')).toEqual(['billing succeeded', 'payments started']);
    expect(await sent('billing', 'billing')).toEqual(['billing succeeded']);
  });
});

describe('a failure that is retried', () => {
  test('causes three messages: the failure, the start of the second attempt and the success', async () => {
    const bench = await openBoth();

    for (const [state, attempt, at] of [
      ['FAILED', 1, 0],
      ['STARTED', 2, 60],
      ['SUCCEEDED', 2, 120],
    ] as const) {
      await bench.publish(anEvent(state, { execution: 'x', attempt, at: timeAt(at) }));
      await bench.relay.settle();
    }

    expect(momentsOf(bench, 'chat')).toEqual(['failed', 'started', 'succeeded']);
    expect(momentsOf(bench, 'hook')).toEqual(['failed', 'started', 'succeeded']);
  });
});

describe('a start that waits for an hour', () => {
  test('is sent before the end, which waits behind it', async () => {
    const bench = await keep(openHttpRelay());
    const busy = always(429, '', { 'retry-after': '3600' });
    bench.addTarget('chat', { platform: 'slack', on }, inTurn(busy, always(200, 'ok')));
    await bench.publish(anEvent('STARTED', { execution: 'x', at: START_OF_RUN }));
    await bench.relay.drain();

    await bench.newContainer().publish(JSON.stringify(anEvent('SUCCEEDED', { execution: 'x', at: timeAt(60) })));
    await bench.newContainer().drain();
    expect(bench.requestTimes('chat')).toEqual([0]);
    await bench.relay.settle();

    expect(momentsOf(bench, 'chat')).toEqual(['started', 'started', 'succeeded']);
    expect(bench.requestTimes('chat').map(Math.floor)).toEqual([0, 3600, 3601]);
    expect(bench.deadLetters()).toEqual([]);
  });
});
