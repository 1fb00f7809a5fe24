// Checks the parameters of a stack. Without input it prints the list of parameters:
//
//   npm run parameters
//   PIPEBELL_PARAMETERS='{"stage": "dev", "parameters": {"sources": "all"}}' npm run parameters
import { archiveOf } from './archive.ts';
import { nearest, PARAMETERS } from './parameters.ts';
import { chosenSources, type RuleOptions, rulesOf, subscribingSources } from './rules.ts';

interface Input {
  readonly stage: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Longest names, in characters, by the property of the resource. */
const MAX_NAME_CHARS = {
  /** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
  Name: 64,
  /** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
  ArchiveName: 48,
};
/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_FUNCTION_NAME_CHARS = 64;

/** Checks the stage's name before CloudFormation would reject a name made from it in the middle of a deployment. */
const stageProblems = async ({ stage, parameters }: Input): Promise<string[]> => {
  if (!/^[a-zA-Z0-9-]+$/.test(stage)) return [`stage=${stage}: expected letters, digits and hyphens`];
  const options: RuleOptions = { sources: '', levels: '', ...values(parameters), name: `pipebell-${stage}` };
  const sources = await chosenSources(options);
  const resources = Object.values({ ...rulesOf(sources, options), ...archiveOf(sources, options) });
  const excess = Math.max(
    `${options.name}-deliverer`.length - MAX_FUNCTION_NAME_CHARS,
    ...resources.flatMap(({ Properties: { Name = '', ArchiveName = '' } }) => [
      Name.length - MAX_NAME_CHARS.Name,
      ArchiveName.length - MAX_NAME_CHARS.ArchiveName,
    ]),
  );
  return excess > 0
    ? [
        `stage=${stage}: ${excess} characters too long for the names of the resources, with these sources and archiveDays`,
      ]
    : [];
};

/** The given values, and the defaults for the others. */
const values = (parameters: Input['parameters']): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(PARAMETERS).map(([name, parameter]) => [name, parameter.default])),
  ...parameters,
});

/** @returns one line per invalid parameter, which names it and says what was expected; empty if all are valid. */
export const parameterProblems = async (input: Input): Promise<string[]> => {
  const sources = (await subscribingSources()).map(({ name }) => name);
  const found = Object.entries(input.parameters).flatMap(([name, value]) => {
    const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (!parameter) {
      const suggestion = nearest(name, Object.keys(PARAMETERS));
      const hint = suggestion === undefined ? 'see `npm run parameters`' : `did you mean ${suggestion}?`;
      return [`${name}: unknown parameter, ${hint}`];
    }
    const problem = parameter.check(value, sources);
    return problem === undefined ? [] : [`${name}=${value}: ${problem}`];
  });
  return found.length > 0 ? found : stageProblems(input);
};

if (import.meta.main) {
  const { PIPEBELL_PARAMETERS } = process.env;
  if (PIPEBELL_PARAMETERS === undefined) {
    for (const [name, parameter] of Object.entries(PARAMETERS)) {
      console.log(`${name.padEnd(20)} ${parameter.default.padEnd(13)} ${parameter.description}`);
    }
  } else console.log(JSON.stringify(await parameterProblems(JSON.parse(PIPEBELL_PARAMETERS))));
}
