// Prints the IAM policy of a role that deploys and removes one stage: docs/deploy-rights.md.
//
//   npm run deploy-rights -- --stage prod --region eu-west-1 --account 111122223333
import { parseArgs } from 'node:util';
import { deployPolicy } from './deploy-policy.ts';

const HELP = `Usage: npm run deploy-rights -- --stage NAME --region REGION --account ID [options]

Prints the IAM policy of a role that deploys and removes one stage.

  --boundary ARN    the roles of the stack must have this permissions boundary
  --partition NAME  aws (default), aws-cn or aws-us-gov`;

const FORMS = {
  stage: { form: /^[A-Za-z][A-Za-z0-9-]*$/, expected: 'a name of letters, digits and hyphens' },
  region: { form: /^[a-z]{2}(-[a-z]+)+-\d$/, expected: 'a Region such as eu-west-1' },
  account: { form: /^\d{12}$/, expected: 'the 12 digits of an account' },
  partition: { form: /^aws(-[a-z]+)*$/, expected: 'a partition such as aws' },
  boundary: { form: /^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/\S+$/, expected: 'the ARN of a policy' },
} as const;

type Option = keyof typeof FORMS;

/** @throws Error for a missing or wrong option. */
const answer = (): string => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ stage: text, region: text, account: text, boundary: text },
      partition: { type: 'string', default: 'aws' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return HELP;
  const checked = (name: Option): string => {
    const value = values[name];
    const { form, expected } = FORMS[name];
    if (value === undefined) throw new Error(`--${name} is missing: ${expected}`);
    if (!form.test(value)) throw new Error(`--${name}=${value}: expected ${expected}`);
    return value;
  };
  const place = {
    stage: checked('stage'),
    region: checked('region'),
    account: checked('account'),
    partition: checked('partition'),
    ...(values.boundary !== undefined && { boundary: checked('boundary') }),
  };
  return JSON.stringify(deployPolicy(place), undefined, 2);
};

try {
  console.log(answer());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
