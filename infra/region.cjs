// The rule for the Region, of `serverless deploy` and of the CLI: the option, the environment, the AWS profile, in the
// order of the AWS CLI. CommonJS, because Serverless Framework loads nothing else on every Node.
const { readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

/** Commands that only make a template, which is the same in every Region. */
const OFFLINE = ['package', 'print'];

const profileOf = (profile) => profile || process.env.AWS_PROFILE || 'default';

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
};

/** The SDKs let the file of credentials win. */
const files = () => [
  process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials'),
  process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
];

/** @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
const regionIn = (config, profile) => {
  let section = '';
  for (const line of config.split('\n')) {
    section = /^\s*\[\s*(?:profile\s+)?(.+?)\s*\]/.exec(line)?.[1] ?? section;
    const region = /^region\s*=\s*([\w-]+)/.exec(line)?.[1];
    if (region && section === profile) return region;
  }
  return undefined;
};

/** The Region, or `undefined` if nothing names one. */
const findRegion = ({ region, profile } = {}) =>
  region ||
  process.env.AWS_REGION ||
  process.env.AWS_DEFAULT_REGION ||
  files()
    .map((file) => regionIn(textOf(file), profileOf(profile)))
    .find(Boolean);

/** The refusal where {@link findRegion} finds none. */
const noRegion = (profile) =>
  `no AWS Region: pass --region, or set AWS_REGION or the Region of the profile ${profileOf(profile)}`;

module.exports = async ({ options }) => {
  const { region, 'aws-profile': profile } = options;
  const found = findRegion({ region, profile });
  if (found) return found;
  // An option before the command ends in the refusal, which is the safe side.
  const command = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  if (OFFLINE.includes(command)) return 'us-east-1';
  // Serverless prints the stack of an error, which would hide the sentence.
  throw Object.assign(new Error(noRegion(profile)), { stack: noRegion(profile) });
};
// Node finds the named exports of CommonJS in assignments of this form only.
module.exports.findRegion = findRegion;
module.exports.noRegion = noRegion;
