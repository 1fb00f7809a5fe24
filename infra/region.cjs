// The Region of the stack where neither an option nor a variable names one: that of the AWS profile, as the AWS CLI reads
// it. CommonJS, because Serverless Framework 3 loads nothing else.
const { readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

/** Commands that only make a template, which is the same in every Region. */
const OFFLINE = ['package', 'print'];

const profileOf = ({ options }) => options['aws-profile'] || process.env.AWS_PROFILE || 'default';

const configOf = () => {
  try {
    return readFileSync(process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
};

/** @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
const regionOf = (config, profile) => {
  let section = '';
  for (const line of config.split('\n')) {
    section = /^\s*\[\s*(?:profile\s+)?(.+?)\s*\]/.exec(line)?.[1] ?? section;
    const region = /^region\s*=\s*([\w-]+)/.exec(line)?.[1];
    if (region && section === profile) return region;
  }
  return undefined;
};

module.exports = async (variables) => {
  const profile = profileOf(variables);
  const region = regionOf(configOf(), profile);
  if (region) return region;
  if (process.argv.some((argument) => OFFLINE.includes(argument))) return 'us-east-1';
  throw new Error(`No Region: pass --region, set AWS_REGION, or set one for the profile ${profile}.`);
};
