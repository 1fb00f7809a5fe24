import { openWorld, type Result, type World } from '../../world.ts';

/** A message as `--json` prints it. */
export interface Shown {
  n: number;
  source: string | null;
  moment: string | null;
  level: string | null;
  transition: string | null;
  subject: string;
  series: string | null;
  error?: string;
  deliveries: {
    target: string;
    outcome: string;
    reason?: string;
    text?: string;
    body?: unknown;
    step?: string[];
    bodies?: Record<string, unknown>[];
    summary?: number;
  }[];
  left: { target: string; why: string }[];
}

export const SLACK = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' };
export const SLACK_APP = { platform: 'slack-app', token: 'xoxb-canary-1', channel: 'C0123456789' };
export const DISCORD = { platform: 'discord', url: 'https://discord.com/api/webhooks/1185000000000000001/canary' };
export const TEAMS = { platform: 'teams', url: 'https://canary.logic.azure.com/workflows/canary' };
export const WEBHOOK = { platform: 'webhook', url: 'https://hooks.example.com/canary' };

/** An end of a run, as EventBridge sends it. `at` is the time of day. */
export const run = (state: string, at: string, facts: { id?: string; pipeline?: string; execution?: string } = {}) => {
  const { pipeline = 'bakery', id = `${pipeline}-${state}-${at}`, execution = `run-${id}` } = facts;
  return {
    version: '0',
    id,
    source: 'aws.codepipeline',
    'detail-type': 'CodePipeline Pipeline Execution State Change',
    account: '111122223333',
    region: 'eu-north-1',
    time: `2026-05-06T${at}Z`,
    detail: { pipeline, state, 'execution-id': execution, 'pipeline-execution-attempt': 1, version: 2 },
  };
};

export interface Rehearsed extends Result {
  readonly world: World;
  readonly shown: readonly Shown[];
}

/** Rehearses a file with this content. Further files are JSON, by option: `{ targets: {…} }` is `--targets`. */
export const rehearse = async (
  content: unknown,
  files: Record<string, unknown> = {},
  ...args: readonly string[]
): Promise<Rehearsed> => {
  const world = openWorld();
  world.files.set('messages.json', typeof content === 'string' ? content : JSON.stringify(content));
  for (const [option, file] of Object.entries(files)) world.files.set(`${option}.json`, JSON.stringify(file));
  const options = Object.keys(files).flatMap((option) => [`--${option}`, `${option}.json`]);
  const result = await world.run('rehearse', 'messages.json', ...options, ...args, '--json');
  const shown = result.stdout.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as Shown)));
  return { ...result, world, shown };
};

/** The texts of all deliveries to a target. */
export const textsOf = (shown: readonly Shown[], target = 'team'): (string | undefined)[] =>
  shown.flatMap(({ deliveries }) => deliveries.filter((each) => each.target === target).map(({ text }) => text));
