import { spawnSync } from 'node:child_process';

/** As Serverless itself reads `--param`. */
const PARAM = /^(?<name>[^=]+)=(?<value>.+)$/s;

/**
 * Serverless plug-in: checks the parameters by scripts/check-parameters.ts. It does so in the constructor, because
 * Serverless resolves `${param:…}` after it has constructed the plug-ins. An error of the class `ServerlessError` is
 * printed without a stack trace.
 */
export default class Parameters {
  hooks = {};

  constructor(serverless) {
    if (serverless.processedInput.isHelpRequest) return;
    const problems = problemsOf(serverless);
    if (problems.length > 0) throw new serverless.classes.Error(problems.join('\n'), 'PIPEBELL_INVALID_PARAMETERS');
  }
}

/** Values that hold variables of the framework are skipped: they are resolved later. */
const isLiteral = ([, value]) => value != null && !String(value).includes('${');

const problemsOf = ({ processedInput, configurationInput, serviceDir }) => {
  const options = [processedInput.options.param ?? []].flat().map((text) => ({ text, match: PARAM.exec(text) }));
  const malformed = options.filter(({ match }) => match === null);
  if (malformed.length > 0) return malformed.map(({ text }) => `--param=${text}: expected --param=name=value`);
  const stage = processedInput.options.stage ?? configurationInput.provider?.stage ?? 'dev';
  const { params = {} } = configurationInput;
  const configured = Object.entries({ ...params.default, ...params[stage] }).filter(isLiteral);
  const given = options.map(({ match: { groups } }) => [groups.name, groups.value.trimEnd()]);
  const parameters = [...configured.map(([name, value]) => [name, String(value)]), ...given];
  return check(serviceDir, { stage, parameters: Object.fromEntries(parameters) });
};

/** Goes through npm, which puts the project's own Node first on the PATH, whatever Node runs Serverless. */
const check = (cwd, input) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'parameters'], {
    cwd,
    env: { ...process.env, PIPEBELL_PARAMETERS: JSON.stringify(input) },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return JSON.parse(stdout);
  throw new Error(stderr?.trim() || 'The parameters could not be checked: run `npm run parameters`.');
};
