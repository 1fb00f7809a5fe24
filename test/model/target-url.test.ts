import { urlProblem } from '../../src/model/target-url.ts';

const strict = (value: string) => urlProblem(value, { allowPrivate: false });
const lenient = (value: string) => urlProblem(value, { allowPrivate: true });

describe('the URL of a target', () => {
  test('is https on the usual port', () => {
    expect(strict('https://hooks.example.com/x?y=z')).toBeUndefined();
    expect(strict('https://hooks.example.com:443/x')).toBeUndefined();
  });

  test.each([
    ['http://hooks.example.com/', 'must be https'],
    ['ftp://hooks.example.com/', 'must be https'],
    ['javascript:alert(1)', 'must be https'],
    ['https://hooks.example.com:8443/', 'must not name a port'],
    ['https://user@hooks.example.com/', 'must not contain a user name or a password'],
    ['https://:secret@hooks.example.com/', 'must not contain a user name or a password'],
    ['https://hooks.example.com/#secret', 'must not contain a fragment (#)'],
    ['https://hooks.example.com/\nsecret', 'must not contain white space'],
    [' https://hooks.example.com/', 'must not contain white space'],
    ['hooks.example.com/secret', 'is not a URL'],
    ['', 'is not a URL'],
    [`https://hooks.example.com/${'s'.repeat(2048)}`, 'is longer than 2048 characters'],
  ])('is refused if it is %j', (value, problem) => {
    expect(strict(value)).toBe(problem);
  });

  test('must pass the platform’s own check of the parsed URL', () => {
    const refuses = ({ hostname }: URL) => (hostname === 'a.example' ? undefined : 'must be on a.example');

    expect(urlProblem('https://a.example/', { allowPrivate: false, refuses })).toBeUndefined();
    expect(urlProblem('https://b.example/', { allowPrivate: false, refuses })).toBe('must be on a.example');
    expect(urlProblem('https://b.example/', { allowPrivate: true, refuses })).toBeUndefined();
  });

  test('may be http, and any host and port, if private targets are allowed', () => {
    expect(lenient('http://127.0.0.1:8080/x')).toBeUndefined();
    expect(lenient('https://intranet:8443/x')).toBeUndefined();
    expect(lenient('file:///etc/passwd')).toBe('must be http or https');
    expect(lenient('http://user@127.0.0.1/')).toBe('must not contain a user name or a password');
  });
});
