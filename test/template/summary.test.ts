import Summary, { summary } from '../../scripts/serverless-summary.mjs';

const TOPIC = 'arn:aws:sns:eu-west-3:444455556666:pipebell-blue';

const aStack = (partition = 'aws', region = 'eu-west-3') => ({
  StackId: `arn:${partition}:cloudformation:${region}:444455556666:stack/pipebell-blue/0f3c`,
  StackName: 'pipebell-blue',
  Outputs: [{ OutputKey: 'TopicArn', OutputValue: TOPIC }],
});

const SETTINGS = { stage: 'blue', sources: 'codepipeline,ecs', levels: 'stage', dashboard: 'true', alertEmail: '' };

describe('the summary of a deployment', () => {
  test('has stack, account, Region, topic, dashboard, sources and the next commands', () => {
    expect(summary(aStack(), SETTINGS).split('\n')).toEqual([
      '',
      'stack:     pipebell-blue in 444455556666 / eu-west-3',
      `topic:     ${TOPIC}`,
      'dashboard: https://eu-west-3.console.aws.amazon.com/cloudwatch/home?region=eu-west-3#dashboards/dashboard/pipebell-blue',
      'sources:   codepipeline,ecs; state changes of CodePipeline: stage',
      '',
      'Next:',
      '  npx pipebell targets add team-web --stage blue  # add a channel or a webhook, with a name of your choice',
      '  npx pipebell send approval --stage blue         # publish a sample event, which every target with a matching filter gets',
      '  npx pipebell doctor --stage blue                # check every part of the relay',
    ]);
  });

  test('repeats Region and profile in the commands if they were options of the deployment', () => {
    const text = summary(aStack(), { ...SETTINGS, region: 'eu-west-3', profile: "the team's" });

    expect(text).toContain("npx pipebell doctor --stage blue --region eu-west-3 --profile 'the team'\\''s' ");
  });

  test('has no dashboard, no levels and no topic where there is none, and names the e-mail to confirm', () => {
    const settings = { ...SETTINGS, sources: 'ecs', dashboard: 'false', alertEmail: 'ops@shop.example' };
    const text = summary({ ...aStack(), Outputs: undefined }, settings);

    expect(text).not.toMatch(/dashboard|state changes|topic:/);
    expect(text).toContain('\nsources:   ecs\nalarms:    to ops@shop.example, after you confirm the e-mail from AWS\n');
  });

  test.each([
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudwatch/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/'],
  ])('links to the console of %s', (partition, region, link) => {
    expect(summary(aStack(partition, region), SETTINGS)).toContain(`dashboard: ${link}`);
  });
});

describe('the plug-in that prints it', () => {
  const outputAfter = async (...commands: string[]) => {
    const written: string[] = [];
    const described: unknown[] = [];
    const provider = { getStage: () => 'blue' };
    const serverless = {
      processedInput: { commands, options: { region: 'eu-west-3', 'aws-profile': 'shop' } },
      service: { custom: { summary: SETTINGS } },
      getProvider: () => provider,
    };
    const writeText = (text: string): void => void written.push(text);
    const describe = async (given: object) => {
      described.push(given);
      return aStack();
    };
    await new Summary(serverless, {}, { writeText }, describe).hooks.finalize();
    return { written: written.join('\n'), described: described.length };
  };

  test('prints after a deployment of the stack', async () => {
    const { written, described } = await outputAfter('deploy');

    expect(described).toBe(1);
    expect(written).toContain('npx pipebell doctor --stage blue --region eu-west-3 --profile shop ');
  });

  test.each([['package'], ['remove'], ['deploy function']])('prints nothing after `%s`', async (command) => {
    expect(await outputAfter(...command.split(' '))).toEqual({ written: '', described: 0 });
  });
});
