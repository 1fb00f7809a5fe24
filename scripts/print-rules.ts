// Prints the parts of the template that are generated from the registry of event sources:
//
//   npm run rules -- --sources all      the rules, their alarms and the archive, to read
//   PIPEBELL_RULES='{…}' npm run rules  all generated parts as one line of JSON, for infra/rules.cjs
import { parseArgs } from 'node:util';
import { loadEventSources } from '../src/events/index.ts';
import { archiveOf } from './archive.ts';
import { enrichmentRights } from './enrichment-rights.ts';
import { chosenSources, type Made, type RuleOptions, rulesOf } from './rules.ts';

/** @throws Error for an unknown event source or level. */
const resourcesOf = async (options: RuleOptions): Promise<Record<string, Made>> => {
  const sources = await chosenSources(options);
  return { ...rulesOf(sources, options), ...archiveOf(sources, options) };
};

/** The values that infra/*.yml reads from infra/rules.cjs. */
const templateParts = async (options: RuleOptions) => {
  const asks = enrichmentRights(await chosenSources(options), await loadEventSources());
  const resources = await resourcesOf(options);
  const rules = Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
  const alarms = Object.keys(resources).filter((id) => id.endsWith('Alarm'));
  return {
    count: String(rules.length),
    asks,
    askCount: String(asks.length),
    resources: { Resources: resources },
    // Both continue a list in the body of the dashboard, so each entry starts with a comma.
    alarms:
      alarms.length > 0
        ? { 'Fn::Join': ['', alarms.flatMap((id) => [', "', { 'Fn::GetAtt': [id, 'Arn'] }, '"'])] }
        : '',
    failures: rules
      .map(({ Properties: { Name } }) => ['AWS/Events', 'FailedInvocations', 'RuleName', Name, { label: Name }])
      .map((metric) => `, ${JSON.stringify(metric)}`)
      .join(''),
  };
};

const fromArguments = (): RuleOptions => {
  const { values } = parseArgs({
    options: {
      name: { type: 'string', default: 'pipebell-dev' },
      sources: { type: 'string', default: 'codepipeline' },
      levels: { type: 'string', default: 'pipeline' },
      archiveDays: { type: 'string', default: '0' },
    },
  });
  return values;
};

try {
  const { PIPEBELL_RULES } = process.env;
  console.log(
    PIPEBELL_RULES === undefined
      ? JSON.stringify(await resourcesOf(fromArguments()), null, 2)
      : JSON.stringify(await templateParts(JSON.parse(PIPEBELL_RULES))),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
