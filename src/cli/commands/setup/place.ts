import { readCaller } from '../../aws/caller.ts';
import { CliError } from '../../errors.ts';
import { isStage } from '../../options.ts';
import type { Step } from './step.ts';

/** Regions with many users. Any other can be typed. @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const COMMON_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-north-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ap-south-1',
  'ca-central-1',
];

const OTHER = 'other';

/** Asks for the Region of the pipelines, whose events the stack gets. */
export const chooseRegion: Step = async ({ found, io: { prompts } }) => {
  const chosen = await prompts.select(
    'In which AWS Region are your pipelines?',
    [...COMMON_REGIONS.map((value) => ({ value })), { value: OTHER, label: 'Another Region' }],
    COMMON_REGIONS.find((region) => region === found.region),
  );
  if (chosen !== OTHER) return { region: chosen };
  const region = await prompts.text('Which Region?', {
    placeholder: 'eu-south-1',
    validate: (answer) =>
      /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(answer) ? undefined : 'Enter the code of a Region, such as eu-south-1',
  });
  return { region };
};

/** Shows whose account the credentials belong to, and asks whether it is the right one. @throws CliError without credentials. */
export const confirmAccount: Step = async (context) => {
  const { found, options, io } = context;
  const { profile } = options;
  const { account, arn } = await readCaller(await io.callOptions({ region: found.region, profile }));
  io.stderr.write(`\nAWS account ${account}, Region ${found.region}\nsigned in as ${arn}\n\n`);
  const answer = await io.prompts.select('Set up Pipebell there?', [
    { value: 'yes', label: 'Yes' },
    { value: 'region', label: 'No, in another Region' },
    { value: 'account', label: 'No, in another account' },
  ]);
  if (answer === 'yes') return { isConfirmed: true };
  if (answer === 'region') return chooseRegion(context);
  throw new CliError('sign in to the other account, or select it with --profile or AWS_PROFILE');
};

/** Asks for the name of the stage. */
export const nameStage: Step = async ({ io: { prompts } }) => {
  const stage = await prompts.text('Name of the stage: each has a stack of its own, pipebell-<stage>', {
    initialValue: 'prod',
    validate: (answer) => (isStage(answer) ? undefined : 'A stage has 1 to 40 letters, digits and hyphens'),
  });
  return { stage };
};
