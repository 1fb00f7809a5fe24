import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Console hosts of the partitions. A partition without an entry gets the address of the standard one. */
const CONSOLES = { 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' };

/** Quotes a value for a POSIX shell if it needs quotes. */
const word = (value) => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

/** The options that select the stack: Region and profile only if the deployment got them as options. */
const selection = ({ stage, region, profile }) =>
  Object.entries({ stage, region, profile })
    .filter(([, value]) => value)
    .map(([name, value]) => `--${name} ${word(value)}`)
    .join(' ');

const forwarded = ({ sources, levels }) =>
  /(^|,)(all|codepipeline)(,|$)/.test(sources) ? `${sources}; state changes of CodePipeline: ${levels}` : sources;

const dashboardLine = ({ name, partition, region }) => [
  'dashboard',
  `https://${region}.${CONSOLES[partition] ?? 'console.aws.amazon.com'}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`,
];

/**
 * The text after a deployment: what was deployed, and the next commands.
 * @param stack as CloudFormation describes it.
 * @param settings `stage`, `sources`, `levels`, `dashboard`, `alertEmail`, and the options `region` and `profile` of the
 * deployment if it had them.
 */
export const summary = (stack, settings) => {
  const [, partition, , region, account] = stack.StackId.split(':');
  const topicArn = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'TopicArn')?.OutputValue;
  const name = stack.StackName;
  const rows = [
    ['stack', `${name} in ${account} / ${region}`],
    ...(topicArn ? [['topic', topicArn]] : []),
    ...(String(settings.dashboard) === 'true' ? [dashboardLine({ name, partition, region })] : []),
    ['sources', forwarded(settings)],
    ...(settings.alertEmail ? [['alarms', `to ${settings.alertEmail}, after you confirm the e-mail from AWS`]] : []),
  ];
  const where = selection(settings);
  const steps = [
    [`npx pipebell targets add team-web ${where}`, 'add a channel or a webhook, with a name of your choice'],
    [`npx pipebell send approval ${where}`, 'publish a sample event, which every target with a matching filter gets'],
    [`npx pipebell doctor ${where}`, 'check every part of the relay'],
  ];
  const width = Math.max(...steps.map(([command]) => command.length));
  return [
    '',
    ...rows.map(([label, value]) => `${`${label}:`.padEnd(10)} ${value}`),
    '',
    'Next:',
    ...steps.map(([command, meaning]) => `  ${command.padEnd(width)}  # ${meaning}`),
  ].join('\n');
};

/** The credentials of the deployment are those of the provider. */
const describeStack = async (provider) => {
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: provider.naming.getStackName() }));
  return Stacks[0];
};

/**
 * Serverless plug-in: prints the {@link summary} at the end of `serverless deploy`.
 * @param describe asks CloudFormation for the provider's stack.
 */
export default class Summary {
  constructor(serverless, _options, { writeText }, describe = describeStack) {
    const print = async () => {
      const { commands, options } = serverless.processedInput;
      if (commands.join(' ') !== 'deploy') return;
      const provider = serverless.getProvider('aws');
      const selected = { stage: provider.getStage(), region: options.region, profile: options['aws-profile'] };
      writeText(summary(await describe(provider), { ...serverless.service.custom.summary, ...selected }));
    };
    // Serverless runs its own hook of this name first, which prints the functions. None runs after a failure.
    this.hooks = { finalize: print };
  }
}
