import { enrichmentRights } from '../../scripts/enrichment-rights.ts';
import { chosenSources, patternOf } from '../../scripts/rules.ts';
import { loadEventSources } from '../../src/events/index.ts';
import { openTarget } from '../../src/platforms/index.ts';
import { withPlaceholders } from '../../src/targets/references.ts';
import { blocksOf, PAGES, pageText } from '../support/doc-blocks.ts';

const blocks = PAGES.flatMap((page) => blocksOf(page, pageText(page))).filter(({ language }) => language === 'json');

/** A complete target for the examples that show a filter only. */
const BASE = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x' };

const FILTERS: readonly string[] = ['on', 'levels', 'when', 'mention', 'enabled', 'summary'];

/** The target of an example; `undefined` for an example of something else. */
const targetOf = (document: unknown): object | undefined => {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return undefined;
  if ('platform' in document) return document;
  const names = Object.keys(document);
  return names.length > 0 && names.every((name) => FILTERS.includes(name)) ? { ...BASE, ...document } : undefined;
};

/** The placeholder of a URL is on no host of a platform, which `allowPrivate` accepts. */
const open = (target: object) => openTarget(withPlaceholders(target), { allowPrivate: true });

/** The parameters that a target refers to. */
const parametersOf = (target: object): string[] =>
  [...JSON.stringify(target).matchAll(/"parameter":"([^"]+)"/g)].map(([, name = '']) => name);

describe('the blocks of JSON', () => {
  const targets = blocks.flatMap(({ page, line, code }) => {
    const target = targetOf(JSON.parse(code));
    return target ? [[`${page}:${line}`, target] as const] : [];
  });

  test('have many examples of targets', () => {
    expect(targets.length).toBeGreaterThanOrEqual(9);
  });

  test.each(targets)('%s is a target that the relay accepts', async (_, target) => {
    await expect(open(target)).resolves.toMatchObject({ platform: (target as typeof BASE).platform });
    await expect(open({ ...target, colour: 'red' })).rejects.toThrow('colour');
    for (const name of parametersOf(target)) expect(name).toMatch(/^\/pipebell\/prod\/secrets\/[\w-]+\/[\w-]+$/);
  });
});

describe('docs/accounts.md', () => {
  const documents = blocks.filter(({ page }) => page === 'docs/accounts.md').map(({ code }) => JSON.parse(code));
  const options = { name: 'pipebell-prod', sources: 'codepipeline', levels: 'pipeline' };
  const ACCOUNT = '444455556666';

  /** Replaces CloudFormation's functions as in an account of the standard partition. */
  const deployed = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, each) =>
      Array.isArray(each?.['Fn::Join']?.[1])
        ? each['Fn::Join'][1]
            .map((part: string | { Ref: string }) => (typeof part === 'string' ? part : (VALUES[part.Ref] ?? '?')))
            .join('')
        : each,
    );
  const VALUES: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::AccountId': ACCOUNT };

  test('has the permissions that the router has in its own account', async () => {
    const statements = enrichmentRights(await chosenSources(options), await loadEventSources());

    expect(documents).toContainEqual({ Version: '2012-10-17', Statement: deployed(statements) });
  });

  test('forwards what the rule of the relay matches', async () => {
    const [source] = await chosenSources(options);

    expect(documents).toContainEqual(patternOf(source?.subscribes[0] as Parameters<typeof patternOf>[0]));
  });
});
