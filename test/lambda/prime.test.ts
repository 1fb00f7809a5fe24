import { prime } from '../../src/lambda/prime.ts';
import { primeDeliverer } from '../../src/lambda/prime-deliverer.ts';
import { primeRouter } from '../../src/lambda/prime-router.ts';
import { RelayError } from '../../src/model/errors.ts';

type Deadline = NonNullable<NonNullable<Parameters<typeof prime>[2]>['deadline']>;

const openLog = () => {
  const lines: unknown[][] = [];
  return { lines, log: (...line: unknown[]) => void lines.push(line) };
};

/** Ends only by the signal. */
const noDeadline: Deadline = (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

describe('the priming of a function', () => {
  test.each([
    ['router', primeRouter],
    ['deliverer', primeDeliverer],
  ])('handles a made-up event to the end: %s', async (_, handleMadeUpEvent) => {
    const { lines, log } = openLog();

    await prime(handleMadeUpEvent, { log });

    expect(lines).toEqual([]);
  });

  test('logs an error and does not fail the start', async () => {
    const { lines, log } = openLog();

    await prime(() => Promise.reject(new RelayError('odd')), { log });

    const message = 'priming failed, the first event is slower';
    expect(lines).toEqual([['warn', 'priming-failed', message, { error: 'RelayError: odd' }]]);
  });

  test('waits for what is read ahead', async () => {
    const { log } = openLog();
    const done: string[] = [];
    const readAhead = async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      done.push('read');
    };

    await prime(async () => void done.push('made-up event'), { log }, { readAhead, deadline: noDeadline });

    expect(done).toEqual(['made-up event', 'read']);
  });

  test('does not wait for it longer than two seconds', async () => {
    const { lines, log } = openLog();
    const waits: number[] = [];
    const deadline: Deadline = async (ms) => void waits.push(ms);

    await prime(async () => {}, { log }, { readAhead: () => new Promise(() => {}), deadline });

    expect([waits, lines]).toEqual([[2000], []]);
  });
});
