import { createRoleAssumer } from '../aws/assume-role.ts';
import { type AwsCall, type AwsOptions, createCall } from '../aws/call.ts';
import { createHistoryStore } from '../aws/histories.ts';
import { createSettings, type Settings } from '../aws/settings.ts';
import type { EnrichmentPorts } from '../enrichment/ask.ts';
import { enrich } from '../enrichment/enrich.ts';
import { pastEndings } from '../enrichment/executions.ts';
import type { Ending, History } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';
import { globsMatch } from '../relay/glob.ts';
import { remember, transitionAt } from '../relay/history.ts';
import type { BackgroundTelemetry } from './telemetry.ts';

export interface BackgroundOptions {
  /** For calls into other Regions and accounts. */
  aws: AwsOptions;
  /** For calls into the relay's own. */
  call: AwsCall;
  telemetry: BackgroundTelemetry;
  table: string;
  settingsName: string;
  /** The account that the relay lives in. */
  account: string;
  /** Name of the role to take in other accounts; none is taken without it. */
  roleName?: string | undefined;
  /** How long AWS may be asked for one notification; 0 asks nothing. */
  budgetMs: number;
  now?: () => Date;
}

const ROLLBACK = /Rollback$/;

/** How a run ended, as far as it counts: what was stopped or overtaken says nothing, and a rollback mends nothing. */
const endingOf = ({ level, moment, execution, time, trigger }: Notification): Ending | undefined => {
  if (level !== 'pipeline' || !execution || ROLLBACK.test(trigger?.type ?? '')) return undefined;
  if (moment !== 'failed' && moment !== 'succeeded') return undefined;
  const { id, attempt = 1 } = execution;
  return { id: `${id} ${attempt} ${moment}`, failed: moment === 'failed', time, execution: id, attempt };
};

const withNames = (notification: Notification, { aliases }: Settings): Notification => {
  const { account = '', pipeline } = notification;
  const accountName =
    aliases?.accounts && Object.hasOwn(aliases.accounts, account) ? aliases.accounts[account] : undefined;
  const environment = Object.entries(aliases?.environments ?? {}).find(([, globs]) =>
    globsMatch(globs, pipeline?.name),
  );
  return {
    ...notification,
    ...(accountName && { accountName }),
    ...(environment && { environment: environment[0] }),
  };
};

/**
 * Makes the function that adds to a notification what the event does not say: friendly names, why it failed and whose
 * change it was, and what its end means after those before it.
 * Whatever cannot be found out is left out; it never rejects.
 */
export const createBackground = (
  options: BackgroundOptions,
): ((notification: Notification) => Promise<Notification>) => {
  const { call, telemetry, now = () => new Date() } = options;
  const histories = createHistoryStore({ call, table: options.table, now });
  const settings = createSettings({ call, name: options.settingsName, report: telemetry.background, now });
  const assume = createRoleAssumer(options.aws);

  /** Runs what may fail, and stands in with `otherwise` then. */
  const attempted = async <Value>(otherwise: Value, run: () => Promise<Value>): Promise<Value> => {
    try {
      return await run();
    } catch (error) {
      telemetry.background(error);
      return otherwise;
    }
  };

  const callFor = async ({
    account = options.account,
    region = options.aws.region,
  }: Notification): Promise<AwsCall> => {
    if (account === options.account)
      return region === options.aws.region ? call : createCall({ ...options.aws, region });
    const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const credentials = await assume(`arn:${partition}:iam::${account}:role/${options.roleName}`);
    return createCall({ ...options.aws, region, credentials: () => credentials });
  };

  /** How to ask about a notification; `undefined` where nobody may be asked. */
  const portsFor = async (notification: Notification): Promise<EnrichmentPorts | undefined> => {
    const foreign = (notification.account ?? options.account) !== options.account;
    if (options.budgetMs <= 0 || (foreign && !options.roleName)) return undefined;
    return { call: await callFor(notification), now, budgetMs: options.budgetMs };
  };

  const enriched = async (notification: Notification): Promise<Notification> => {
    const ports = await portsFor(notification);
    if (ports) return enrich(notification, ports);
    const wanted = options.budgetMs > 0 && (notification.moment === 'failed' || notification.moment === 'approval');
    return wanted ? { ...notification, missing: ['details: in another account'] } : notification;
  };

  /** What is remembered of the pipeline; the first that is heard of it, AWS knows how it went before. */
  const begin = async (notification: Notification): Promise<History> => {
    const ports = await portsFor(notification);
    const past = ports ? await pastEndings(notification, { ...ports, budgetMs: options.budgetMs / 2 }) : [];
    return past.reduce(remember, { endings: [] } as History);
  };

  /**
   * Tells what the end of a run means. First as it seems, since that decides what is asked; and for good, into the
   * table, once it is known that this run is no rollback.
   */
  const judged = async (notification: Notification, ending: Ending): Promise<Notification> => {
    const { account = '', region = '', pipeline } = notification;
    const key = [account, region, pipeline?.name ?? ''];
    const add = async (known: History | undefined) => remember(known ?? (await begin(notification)), ending);
    const seeming = transitionAt(await add(await histories.read(key)), ending.id);
    const asked = await attempted(notification, () =>
      enriched({ ...notification, ...(seeming && { transition: seeming }) }),
    );
    const { transition: _, ...facts } = asked;
    if (!endingOf(facts)) return facts;
    const transition = transitionAt(await histories.change(key, add), ending.id);
    return transition ? { ...facts, transition } : facts;
  };

  return async (notification) => {
    const named = withNames(notification, await settings());
    const ending = endingOf(named);
    if (!ending) return attempted(named, () => enriched(named));
    const told = await attempted<Notification | undefined>(undefined, () => judged(named, ending));
    // Without the table nothing is known of earlier ends; why it failed is told all the same.
    return told ?? attempted(named, () => enriched(named));
  };
};
