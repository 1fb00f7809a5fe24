import { readFileSync } from 'node:fs';
import { DEFAULT_FEATURES, FEATURES, scopesOf } from '../../../src/cli/receivers/slack-scopes.ts';
import { targetFields } from '../../../src/model/target.ts';
import { slackApp } from '../../../src/platforms/slack/app.ts';
import { openChannel, openConversation } from './open.ts';

const GUIDE = readFileSync(new URL('../../../docs/slack-app.md', import.meta.url), 'utf8');

/** The rows of the table below a heading, as cells. */
const tableBelow = (heading: string): string[][] => {
  const [, text = ''] = GUIDE.split(`\n${heading}\n`);
  const [section = ''] = text.split(/\n##+ /);
  return section
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split('|').slice(1, -1));
};

const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([\w:.-]+)`/g)].map(([, code = '']) => code);

describe('docs/slack-app.md', () => {
  const errors = tableBelow('## Errors').flatMap(([codes, outcome = '']) =>
    codesIn(codes).map((code) => [code, outcome] as const),
  );

  test('has the errors that people ask about', () => {
    const codes = errors.map(([code]) => code);

    expect(codes).toEqual(expect.arrayContaining(['invalid_auth', 'not_in_channel', 'is_archived', 'missing_scope']));
  });

  test.each(errors)('says for %s what the relay does:%s', (code, words) => {
    const reply = { status: 200, body: JSON.stringify({ ok: false, error: code }) };
    const [outcome, step] = [openChannel().classify(reply), openConversation().classify('update', reply)];

    expect(words).toContain(step.kind === 'dead' ? '`update`' : `\`${(outcome as { reason: string }).reason}\``);
    expect(words.includes('dead letter')).toBe(outcome.kind === 'rejected' && step.kind !== 'dead');
    expect(words.includes('retried')).toBe(outcome.kind === 'retry');
    expect(words.includes('joins')).toBe(step.kind === 'remedy');
    expect(words.includes('text only')).toBe(step.kind === 'rejected' && step.reason === 'payload');
  });

  test('has every feature of the manifest with its scopes, and its default', () => {
    const rows = tableBelow('## Scopes').map(([feature, scopes]) => [codesIn(feature)[0], codesIn(scopes)]);

    expect(rows).toEqual(FEATURES.map((feature) => [feature, scopesOf([feature]).slice(1)]));
    const others = tableBelow('## Scopes').filter(([feature]) => feature?.includes('not a default'));
    expect(others.flatMap(([feature]) => codesIn(feature))).toEqual(
      FEATURES.filter((feature) => !DEFAULT_FEATURES.includes(feature)),
    );
  });

  test('has every field of the platform', () => {
    const own = Object.keys(slackApp.target.shape).filter((name) => !Object.hasOwn(targetFields, name));

    expect(
      tableBelow('## Target')
        .flatMap(([field]) => codesIn(field))
        .sort(),
    ).toEqual(own.sort());
  });

  test('has an example that is a valid target', () => {
    const { token, ...example } = JSON.parse(/```json\n([\s\S]+?)```/.exec(GUIDE)?.[1] ?? '');

    expect(token).toEqual({ parameter: '/pipebell/prod/secrets/shared/slack' });
    expect(slackApp.target.safeParse({ ...example, token: 'xoxb-canary' }).success).toBe(true);
    expect(slackApp.target.safeParse({ ...example, token: 'xoxp-canary' }).success).toBe(false);
  });
});
