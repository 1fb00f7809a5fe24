import { ConfigError, describeError, RelayError } from '../../src/model/errors.ts';

describe('what may be logged of an error', () => {
  test('is the message only where Pipebell wrote it', () => {
    expect(describeError(new RelayError('the target "ops" is gone'))).toBe('RelayError: the target "ops" is gone');
    expect(describeError(new ConfigError(['url: is not a URL', 'on: expected array']))).toBe(
      'ConfigError: url: is not a URL; on: expected array',
    );
  });

  test('is the class of any other error, whose message may quote a URL', () => {
    const leaking = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: 'secret' });

    expect(JSON.stringify(leaking)).toContain('secret');
    expect(describeError(leaking)).toBe('TypeError (ERR_INVALID_URL)');
    expect(describeError(new Error('secret', { cause: 'secret' }))).toBe('Error');
  });

  test('holds a code only where it looks like one', () => {
    expect(describeError(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe('Error (ECONNRESET)');
    expect(describeError(Object.assign(new Error('x'), { code: 'https://secret' }))).toBe('Error');
    expect(describeError(Object.assign(new Error('x'), { code: 7 }))).toBe('Error');
  });

  test.each(['secret', null, undefined, { message: 'secret' }])('is nothing of %j, which is no error', (thrown) => {
    expect(describeError(thrown)).toBe('unknown error');
  });

  test('keeps the problems of a configuration apart', () => {
    expect(new ConfigError(['a', 'b']).problems).toEqual(['a', 'b']);
  });
});
