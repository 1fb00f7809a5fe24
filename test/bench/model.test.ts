import { coldMs, coldPrice, MEMORY_MB, type Measured } from '../../bench/model.ts';

const handler = (overrides: Partial<Measured> = {}): Measured => ({
  initMs: 50,
  sentCpuMs: 20,
  firstCpuMs: 25,
  awsCalls: 0,
  connections: 0,
  toReceiver: true,
  ...overrides,
});

test('more memory makes a cold event faster', () => {
  const times = MEMORY_MB.map((memory) => coldMs(handler(), memory));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(new Set(times).size).toBe(times.length);
});

test('work in INIT costs less than the same work in the first event, unless the function has a whole vCPU', () => {
  const atInit = handler({ initMs: 60 });
  const atFirst = handler({ sentCpuMs: 30, firstCpuMs: 35 });
  expect(coldMs(atInit, 512)).toBeLessThan(coldMs(atFirst, 512));
  expect(coldMs(atInit, 1769)).toBeCloseTo(coldMs(atFirst, 1769));
});

test('each call of AWS and each new connection adds time on the network', () => {
  const without = coldMs(handler(), 512);
  expect(coldMs(handler({ awsCalls: 1 }), 512)).toBeGreaterThan(without);
  expect(coldMs(handler({ connections: 1 }), 512)).toBeGreaterThan(without);
});

test('a slower receiver and more memory cost more, since the wait is billed', () => {
  expect(coldPrice(handler(), 512, 500)).toBeGreaterThan(coldPrice(handler(), 512, 100));
  expect(coldPrice(handler(), 1769)).toBeGreaterThan(coldPrice(handler(), 512));
});
