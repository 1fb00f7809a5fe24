import { frozenClock, sleepBy } from '../../src/local/clock.ts';

test('a wait ends at its time or later, also for a fraction of a millisecond', async () => {
  const clock = frozenClock(new Date(1000));
  const sleep = sleepBy(clock);

  await sleep(0.25);
  expect(clock.now().getTime()).toBe(1001);
  await sleep(10);
  expect(clock.now().getTime()).toBe(1011);
});
