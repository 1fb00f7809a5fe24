// The EventBridge rules, made by scripts/rules.ts from the registry of event sources. CommonJS, because Serverless
// Framework runs nothing else; and through npm, because that puts the project's own Node first on the PATH.
const { spawnSync } = require('node:child_process');
const { dirname } = require('node:path');

const made = new Map();

const make = (options) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'rules'], {
    cwd: dirname(__dirname),
    env: { ...process.env, PIPEBELL_RULES: options },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(stderr.trim() || 'The rules could not be made: see `npm run rules`.');
  return JSON.parse(stdout);
};

module.exports = async ({ resolveVariable }) => {
  const parameters = ['sources', 'levels', 'topicArn', 'alarmTopicArn', 'archiveDays'];
  const values = await Promise.all(parameters.map(async (name) => [name, await resolveVariable(`param:${name}`)]));
  const options = JSON.stringify({ name: await resolveVariable('self:custom.name'), ...Object.fromEntries(values) });
  if (!made.has(options)) made.set(options, make(options));
  return made.get(options);
};
