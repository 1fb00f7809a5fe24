import { fingerprintOf } from '../../src/relay/fingerprint.ts';
import { aNotification } from '../support/factories.ts';

const failed = (reason: string | undefined, more: object = {}) =>
  fingerprintOf(aNotification({ moment: 'failed', failures: [{ stage: 'Build', action: 'Test', reason, ...more }] }));

test.each([
  ['numbers', 'port 4123 is in use after 12 s', 'port 9981 is in use after 7 s'],
  ['ids', 'run 3f9c1d7a52be failed', 'run c27d90be1f4a failed'],
  ['letter case and spaces', 'No  such file', 'no such file'],
])('the same reason with other %s is the same error', (_, one, other) => {
  expect(failed(one)).toBe(failed(other));
  expect(failed(one)).toMatch(/^e_/);
});

test.each([
  ['another reason', 'a test failed', 'the disk is full', {}],
  ['another action', 'exit status 1', 'exit status 1', { action: 'Lint' }],
])('%s is another error', (_, one, other, more) => {
  expect(failed(one)).not.toBe(failed(other, more));
});

test('without a reason nothing is compared, but a code counts', () => {
  expect(failed(undefined)).toBeUndefined();
  expect(failed(undefined, { code: 'OutOfMemory' })).toBeDefined();
  expect(fingerprintOf(aNotification({ moment: 'succeeded', failures: [{ reason: 'x' }] }))).toBeUndefined();
});
