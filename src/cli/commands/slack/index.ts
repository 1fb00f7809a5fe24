import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../../errors.ts';
import { stageOption } from '../../options.ts';
import { creationUrl, manifestOf, toYaml } from '../../receivers/slack-manifest.ts';
import { DEFAULT_FEATURES, FEATURES, type Feature } from '../../receivers/slack-scopes.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';

const GROUP_HELP = `
Examples:
  npx pipebell slack manifest --stage prod`;

const HELP = `
Prints the manifest of a Slack app on standard output, and on standard error the link that creates the app with it. It
calls neither Slack nor AWS. docs/slack-app.md has every step.

Features, each with its scopes:
  public-channels  chat:write.public, channels:join: post into public channels without an invitation
  no-duplicates    channels:history, groups:history: look for a message before it is posted again
  mention-author   users:read, users:read.email: find the author of a commit by e-mail address
  channel-info     channels:read, groups:read: let "doctor" see whether a channel is archived
All but the last are the default; none leaves only chat:write, which is enough to post, to update and to reply.

Examples:
  npx pipebell slack manifest --stage prod
  npx pipebell slack manifest --features public-channels,no-duplicates > manifest.yaml
  npx pipebell slack manifest --json | jq .manifest`;

interface Options {
  readonly stage?: string;
  readonly features: readonly Feature[];
  readonly json?: boolean;
}

const features = (value: string): readonly Feature[] => {
  const words = value.split(',').flatMap((word) => word.trim() || []);
  if (words.join() === 'none') return [];
  const known = FEATURES.filter((feature) => words.includes(feature));
  if (known.length === new Set(words).size && known.length > 0) return known;
  throw new InvalidArgumentError(`It takes ${FEATURES.join(', ')} or none.`);
};

const nextSteps = ({ stage = 'STAGE' }: Options): string => `
Then install the app, copy the bot token from its page "OAuth & Permissions", and add a target:
  npx pipebell targets add NAME --stage ${stage} --platform slack-app
`;

const print = (options: Options, { stdout, stderr }: Io): number => {
  const manifest = manifestOf(options);
  const url = creationUrl(manifest);
  if (options.json) writeJson({ url, manifest }, stdout);
  else {
    stdout.write(toYaml(manifest));
    stderr.write(`\nThis link creates the app with the manifest:\n  ${url}\n${nextSteps(options)}`);
  }
  return EXIT.done;
};

export const addSlack = (program: Command, io: Io, exit: (code: number) => void): void => {
  const slack = program.command('slack').addHelpText('after', GROUP_HELP);
  slack
    .command('manifest')
    .description('print the manifest of a Slack app and the link that creates the app')
    .addOption(stageOption())
    .addOption(
      new Option('--features <list>', 'what the app may do besides posting')
        .argParser(features)
        .default(DEFAULT_FEATURES, DEFAULT_FEATURES.join(',')),
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action((options: Options) => exit(print(options, io)));
};
