import fc from 'fast-check';
import { clean } from '../../src/text/clean.ts';
import { redact } from '../../src/text/redact.ts';

/** Joined here, so that no scanner of secrets takes this file for one. */
const key = (...parts: string[]): string => parts.join('');
const WORD = 'Ab3Cd4Ef5Gh6Ij7Kl8Mn9Op1Qr2St3Uv4Wx5';

test.each([
  ['a password in prose', 'login with password hunter2secret failed', 'hunter2secret'],
  ['a password after a verb', 'the password is hunter2secret', 'hunter2secret'],
  ['a passphrase in prose', 'passphrase 9correct-horse was typed', '9correct-horse'],
  ['a password in the next line of YAML', 'db:\n  password:\n    hunter2', 'hunter2'],
  ['a password in a block of YAML', 'password: |\n  hunter2', 'hunter2'],
  ['a Cyrillic letter in the name', 'p\u0430ssword=hunter2', 'hunter2'],
  ['a joiner in the name', clean('pass\u200cword=hunter2', 100), 'hunter2'],
  ['German', 'Passwort: hunter2', 'hunter2'],
  ['German, formal', 'Kennwort=hunter2', 'hunter2'],
  ['the path of a Slack webhook', `POST T012ABCDE/B012ABCDE/${WORD} failed`, WORD],
  ['a Slack webhook without its host', `/services/T012ABCDE/B012ABCDE/${WORD}`, WORD],
  ['Twilio', key('SK', '0123456789abcdef0123456789abcdef'), '89abcdef0123456789abcdef'],
  ['Telegram', `bot ${key('123456789:', 'AAH', WORD.slice(0, 32))} is blocked`, WORD.slice(0, 32)],
  ['Telegram in a path', `POST /bot${key('123456789:', 'AAH', WORD.slice(0, 32))}/sendMessage`, WORD.slice(0, 32)],
  ['a Discord bot', `login as ${key('MTk4NjIyNDgzNDcxOTI1MjQ4', '.Cl2FMQ.', WORD)}`, WORD],
  ['a Discord webhook without its host', `POST /api/v10/webhooks/123456789012345678/${WORD} 404`, WORD],
  ['a token after the name of a variable', 'SHOP_AUTH_TOKEN 3c5b9e8f4207d1a36f07d1a3', '3c5b9e8f4207d1a36f07d1a3'],
  ['Mailgun', key('key-', '0123456789abcdef0123456789abcdef'), '89abcdef0123456789abcdef'],
  ['Doppler', key('dp.', 'pt.', WORD), WORD],
  ['Linear', key('lin_', 'api_', WORD), WORD],
  ['Square', key('sq0', 'atp-', WORD.slice(0, 22)), WORD.slice(0, 22)],
  ['Square, production', key('EAAA', WORD, WORD), WORD],
  ['Brevo', key('xkeysib-', WORD, '-', WORD.slice(0, 16)), WORD],
  ['a Visa card', 'card 4111111111111111 declined', '4111111111111111'],
  ['a Visa card in groups', 'card 4111 1111 1111 1111 declined', '1111 1111'],
  ['a Visa card with hyphens', '"pan":"4012-8888-8888-1881"', '8888-8888'],
  ['a Visa card with no-break spaces', 'card 4111\u00a01111\u00a01111\u00a01111', '1111\u00a01111'],
  ['a Mastercard', 'pan=5555555555554444', '5555555555554444'],
  ['a Mastercard of the second range', '2223003122003222', '2223003122003222'],
  ['an American Express card', '378282246310005', '378282246310005'],
  ['an American Express card in groups', '3782 822463 10005', '822463'],
  ['a Diners card', '30569309025904', '30569309025904'],
  ['a Discover card', '6011111111111117.', '6011111111111117'],
  ['a JCB card', '3530111333300000', '3530111333300000'],
  ['a German IBAN', 'IBAN DE89370400440532013000 rejected', 'DE89370400440532013000'],
  ['a German IBAN in groups', 'to DE89 3704 0044 0532 0130 00 FAILED', '0044 0532'],
  [
    'a German IBAN with no-break spaces',
    'DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000 FAILED',
    '0044\u00a00532',
  ],
  ['a British IBAN in groups', 'GB29 NWBK 6016 1331 9268 19', '6016 1331'],
  ['a Belgian IBAN before words', 'BE68 5390 0754 7034 WILL FAIL', '0754 7034'],
  ['a French IBAN', 'FR1420041010050500013M02606', '0500013M02606'],
  ['a Norwegian IBAN', 'NO9386011117947', 'NO9386011117947'],
])('%s is redacted', (_, text, secret) => {
  expect(text).toContain(secret);
  expect(redact(text)).toContain('[redacted]');
  expect(redact(text)).not.toContain(secret);
  expect(redact(redact(text))).toBe(redact(text));
});

test.each([
  'account 111122223333 in eu-west-1',
  'at 1772615478123 (2026-03-04T09:11:18.123Z)',
  'at 1772615478123456 and 1772615478123456789',
  'backup 20260304091118.tar.gz',
  'build 4111111111111112 of web',
  'run 12345678901 attempt 2',
  'request 7c4a8d09-4111-4111-8111-111111111111',
  'sha 41111111111111114111111111111111deadbeef',
  'trace 1-5759e988-bd862e3fe1be46a994272793',
  'version 4.1111.1111.1111.1111',
  'image 4111111111111111.dkr',
  'digest sha256:8f14e45fceea167a5a36dedd4bea2543b1d5f2b8c9a7e6d5c4b3a291807f6e5d',
  'DE89370400440532013001 is no account',
  'RUN 2 OF 4 FAILED ON ARM64 LINUX',
  'the password policy was changed',
  'password required for user ada',
  'secrets:\n  - name: db\n    password:\n      from: vault',
  'password:\n  - one',
  'the password is required for user4',
  'GET /api/v10/webhooks/123456789012345678',
  'key-value store',
  'token 4 of 12',
])('%j is not changed', (text) => {
  expect(redact(text)).toBe(text);
});

test('numbers that are used for ids are not redacted', () => {
  const id = fc.oneof(
    fc.integer({ min: 1_600_000_000, max: 1_999_999_999 }).map(String),
    fc.integer({ min: 1_600_000_000_000, max: 1_999_999_999_999 }).map(String),
    fc.bigInt({ min: 1_600_000_000_000_000n, max: 1_999_999_999_999_999n }).map(String),
    fc.bigInt({ min: 1_600_000_000_000_000_000n, max: 1_999_999_999_999_999_999n }).map(String),
    fc.integer({ min: 0, max: 999_999_999 }).map((number) => `111${String(number).padStart(9, '0')}`),
    fc.uuid(),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 }),
  );
  fc.assert(
    fc.property(id, (text) => {
      expect(redact(`build ${text} failed (${text})`)).toBe(`build ${text} failed (${text})`);
    }),
  );
});

test('every card number with a check digit is redacted, and none with another one', () => {
  const start = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(start, (rest) => {
      const found = Array.from({ length: 10 }, (_, last) => redact(`4${rest}${last}`)).filter(
        (text) => text === '[redacted]',
      );
      expect(found).toHaveLength(1);
    }),
  );
});
