import fc from 'fast-check';
import { linkWithoutSecret, redact, redactedText } from '../../src/text/redact.ts';

const chars = (alphabet: string, min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max });
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const UPPER = LOWER.toUpperCase();
const WORD = LOWER + UPPER + DIGITS;
const withAll = (secret: string) => /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret);
const word = (min: number, max = min) => chars(WORD, min, max).filter(withAll);
const BASE64 = `${WORD}+/`;

const aJwt = fc
  .tuple(word(12, 40), word(20, 60), word(20, 43))
  .map(([header, payload, signature]) => `eyJ${header}.eyJ${payload}.${signature}`);

/** Secrets with a recognisable form, in any position. */
const byShape: Record<string, fc.Arbitrary<string>> = {
  'AWS access key id': chars(UPPER + DIGITS, 16).map((rest) => `AKIA${rest}`),
  'AWS temporary key id': chars(UPPER + DIGITS, 16).map((rest) => `ASIA${rest}`),
  'AWS secret access key': chars(BASE64, 40).filter(withAll),
  'GitHub token': fc
    .tuple(fc.constantFrom('p', 'o', 'u', 's', 'r'), word(36))
    .map(([kind, rest]) => `gh${kind}_${rest}`),
  'GitHub fine-grained token': word(60).map((rest) => `github_pat_${rest}`),
  'GitLab token': word(20).map((rest) => `glpat-${rest}`),
  'Slack token': fc.tuple(chars(DIGITS, 11), word(24)).map(([team, rest]) => `xoxb-${team}-${rest}`),
  'npm token': word(36).map((rest) => `npm_${rest}`),
  'API key': word(32, 48).map((rest) => `sk-proj-${rest}`),
  'live key': word(24).map((rest) => `sk_live_${rest}`),
  'JSON web token': aJwt,
};

/** Texts that make a word a secret. `$` is its position. */
const CONTEXTS = [
  'password=$',
  'DB_PASSWORD=$',
  'export API_TOKEN_V2="$"',
  "mysql --password '$' --host db",
  'tool --auth-token $',
  'deploy --api-key=$ --verbose',
  '{"clientSecret":"$","user":"ada"}',
  String.raw`{\"password\":\"$\",\"user\":\"ada\"}`,
  'SECRET: $',
  'secret_key_base: $',
  'AccountKey=$;EndpointSuffix=core.windows.net',
  'Authorization: Bearer $',
  'curl -H "Authorization: Basic $" https://example.com',
  'sent Bearer $ and got 401',
  'X-Api-Key: $',
  'Set-Cookie: session=$; Path=/',
  'https://ada:$@git.example.com/x.git',
  'https://$@git.example.com/x.git',
  'postgres://app:$@db.internal:5432/app',
  'GET https://example.com/a?token=$&page=2',
  'GET https://example.com/a?page=2&sig=$',
  'https://bucket.s3.amazonaws.com/x?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=$',
  'https://hooks.slack.com/services/T000/B000/$',
  'https://acme.webhook.office.com/webhookb2/$',
  'https://prod-1.westeurope.logic.azure.com:443/workflows/$/triggers/manual',
  'https://discord.com/api/webhooks/1234/$',
  'https://ci.example.com/hooks/$',
  '<password>$</password>',
  'docker login -u AWS -p $ registry.example.com',
  'curl -u ada:$ https://example.com',
  'the session token is $',
  '-----BEGIN RSA PRIVATE KEY-----\n$\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN OPENSSH PRIVATE KEY-----\n$',
  'npm_config__auth=$',
];

/** Log lines that must not change. */
const ORDINARY = [
  'Error while executing command: npm test. Reason: exit status 1',
  'expect(received).toBe(expected) // Object.is equality',
  '    at Object.<anonymous> (src/oven/bake.test.ts:41:18)',
  'SyntaxError: Unexpected token } in JSON at position 42',
  'SyntaxError: Unexpected token: punc (;)',
  'error TS2345: Argument of type string is not assignable to parameter of type number.',
  'User: arn:aws:sts::222233334444:assumed-role/build/x is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:s3:::bakery',
  'The security token included in the request is invalid',
  'Basic authentication failed for the repository',
  'Bearer authentication is required',
  'fatal: could not read Username for https://github.com: terminal prompts disabled',
  'Token is invalid or has expired',
  'password: required',
  'npm error code E401',
  'sha256:8f14e45fceea167a5a36dedd4bea2543b1d5f2b8c9a7e6d5c4b3a291807f6e5d',
  'Resolved commit 9f2c4e6a8b0d1f3e5c7a9b2d4f6e8a0c1b3d5f70 of refs/heads/main',
  'Execution 4b1d7c52-8a0e-4f63-9c1b-2e7f5a3d6048 superseded',
  'Cloning ssh://git@github.com/north-bakery/web.git',
  'https://eu-central-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/web/view?region=eu-central-1',
  'tokenizer: loaded 32000 pieces',
  'Tests:       1 failed, 41 passed, 42 total',
  'npm_lifecycle_event=test npm_package_name=bakery',
  'The task-runner risk-assessment-2026-tool exited',
];

const aUuid = fc.uuid();
const aSha = chars('0123456789abcdef', 40);

describe('redaction', () => {
  test.each(Object.entries(byShape))('redacts a planted %s', (_, secret) => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...ORDINARY, ''),
        fc.constantFrom(' ', '=', '"', '\n', ': ', "'", '('),
        (key, line, by) => {
          expect(redact(`${line}${by}${key}${by === '(' ? ')' : by} ${line}`)).not.toContain(key.slice(-12));
        },
      ),
    );
  });

  test.each(CONTEXTS)('redacts the secret in %j', (context) => {
    fc.assert(
      fc.property(word(20, 60), fc.constantFrom(...ORDINARY, ''), (secret, line) => {
        expect(redact(`${line}\n${context.replace('$', () => secret)}\n${line}`)).not.toContain(secret);
      }),
    );
  });

  test.each(ORDINARY)('does not change %j', (line) => {
    expect(redact(line)).toBe(line);
  });

  test('does not change hashes and UUIDs', () => {
    fc.assert(
      fc.property(aUuid, aSha, (uuid, sha) => {
        const line = `build ${uuid} of ${sha} (${sha.slice(0, 7)}) in arn:aws:codebuild:eu-west-1:222233334444:build/web:${uuid}`;
        expect(redact(line)).toBe(line);
      }),
    );
  });

  test('is idempotent', () => {
    const line = fc.constantFrom(...CONTEXTS.map((context) => context.replace('$', 'Ab3Cd4Ef5Gh6Ij7Kl8')), ...ORDINARY);
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), (lines) => {
        const once = redact(lines.join('\n'));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  test('redacts a secret that colour codes interrupt, and redacts before cutting', () => {
    expect(redactedText('token=\u001b[1mAb3Cd4\u001b[0mEf5Gh6', 100)).toBe('token=[redacted]');
    expect(redactedText(`key ${byTheEnd}`, 20)).toBe('key [redacted]');
  });
  const byTheEnd = `ghp_${'Ab3'.repeat(12)}`;

  test('drops a link that contains a secret', () => {
    expect(linkWithoutSecret('https://example.com/build?token=Ab3Cd4Ef5')).toBeUndefined();
    expect(linkWithoutSecret('https://example.com/build?region=eu-west-1')).toBe(
      'https://example.com/build?region=eu-west-1',
    );
  });
});

test.each([
  'DB_PASS=hunter2canary',
  'SMTP_PASS: hunter2canary',
  'pass=hunter2canary',
  'APP_KEY=hunter2canary',
  'AZURE_STORAGE_KEY=hunter2canary',
  'GITHUB_PAT=hunter2canary',
  'sshpass -p hunter2canary ssh host',
  'mysql -h db -phunter2canary shop',
])('%s loses its secret', (line) => {
  expect(redact(line)).not.toContain('hunter2canary');
});

test.each(['Tests: 212 passed, pass rate 99 %', 'PASS test/cart.test.ts', 'the bypass is open', 'a path: src/app'])(
  '%s is not changed',
  (line) => {
    expect(redact(line)).toBe(line);
  },
);
