// The parts of the template that are generated from the registry of event sources by scripts/print-rules.ts. CommonJS,
// because Serverless Framework 3 loads nothing else. It calls npm, which puts the project's own Node first on the PATH.
const { spawnSync } = require('node:child_process');
const { dirname } = require('node:path');

/** Results by options: several places of the template read this file. */
const made = new Map();

const make = (options) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'rules'], {
    cwd: dirname(__dirname),
    env: { ...process.env, PIPEBELL_RULES: options },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(stderr?.trim() || 'The rules could not be generated: run `npm run rules`.');
  return JSON.parse(stdout);
};

module.exports = async ({ resolveVariable }) => {
  const parameters = ['sources', 'levels', 'topicArn', 'alarmTopicArn', 'archiveDays'];
  const values = await Promise.all(parameters.map(async (name) => [name, await resolveVariable(`param:${name}`)]));
  const options = JSON.stringify({ name: await resolveVariable('self:custom.name'), ...Object.fromEntries(values) });
  if (!made.has(options)) made.set(options, make(options));
  return made.get(options);
};
