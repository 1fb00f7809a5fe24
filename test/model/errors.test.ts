import { ConfigError, describeError, RelayError } from '../../src/model/errors.ts';

describe('the description of an error for the log', () => {
  test("has the message only of Pipebell's own errors", () => {
    expect(describeError(new RelayError('the target "ops" is gone'))).toBe('RelayError: the target "ops" is gone');
    expect(describeError(new ConfigError(['url: is not a URL', 'on: expected array']))).toBe(
      'ConfigError: url: is not a URL; on: expected array',
    );
  });

  test('has only the class of any other error, whose message may quote a URL', () => {
    const leaking = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: 'secret' });

    expect(JSON.stringify(leaking)).toContain('secret');
    expect(describeError(leaking)).toBe('TypeError (ERR_INVALID_URL)');
    expect(describeError(new Error('secret', { cause: 'secret' }))).toBe('Error');
  });

  test('has a code only if it looks like one', () => {
    expect(describeError(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe('Error (ECONNRESET)');
    expect(describeError(Object.assign(new Error('x'), { code: 'https://secret' }))).toBe('Error');
    expect(describeError(Object.assign(new Error('x'), { code: 7 }))).toBe('Error');
  });

  test.each(['secret', null, undefined, { message: 'secret' }])('is "unknown error" for %j', (thrown) => {
    expect(describeError(thrown)).toBe('unknown error');
  });

  test('keeps the problems of a configuration as a list', () => {
    expect(new ConfigError(['a', 'b']).problems).toEqual(['a', 'b']);
  });
});
