import { createRoleAssumer } from '../aws/assume-role.ts';
import { type AwsCall, type AwsOptions, createCall } from '../aws/call.ts';
import { createHistoryStore } from '../aws/histories.ts';
import { createSettings, type Settings } from '../aws/settings.ts';
import type { EnrichmentPorts } from '../enrichment/ask.ts';
import { enrich } from '../enrichment/enrich.ts';
import { pastEndings } from '../enrichment/executions.ts';
import { withoutSecrets } from '../enrichment/merge.ts';
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

/** What decides where a signed request goes must look like what it is: an event's Region is anybody's text. */
const REGION = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;
const ACCOUNT = /^\d{12}$/;

const ROLLBACK = /Rollback$/;

/** How a run ended, as far as it counts: what was stopped or overtaken says nothing, and a rollback mends nothing. */
const endingOf = ({ level, moment, execution, time, trigger }: Notification): Ending | undefined => {
  if (level !== 'pipeline' || !execution || ROLLBACK.test(trigger?.type ?? '')) return undefined;
  if (moment !== 'failed' && moment !== 'succeeded') return undefined;
  const { id, attempt = 1 } = execution;
  return { id: `${id} ${attempt} ${moment}`, failed: moment === 'failed', time, execution: id, attempt };
};

const withNames = (notification: Notification, { aliases }: Settings): Notification => {
  const { account = '', pipeline, resource } = notification;
  const accountName =
    aliases?.accounts && Object.hasOwn(aliases.accounts, account) ? aliases.accounts[account] : undefined;
  const environment = Object.entries(aliases?.environments ?? {}).find(([, globs]) =>
    globsMatch(globs, pipeline?.name ?? resource?.name),
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

  const callFor = async (region: string, account: string): Promise<AwsCall> => {
    if (account === options.account)
      return region === options.aws.region ? call : createCall({ ...options.aws, region });
    const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const credentials = await assume(`arn:${partition}:iam::${account}:role/${options.roleName}`);
    return createCall({ ...options.aws, region, credentials: () => credentials });
  };

  /** How to ask about a notification; `undefined` where nobody may be asked. */
  const portsFor = async (notification: Notification): Promise<EnrichmentPorts | undefined> => {
    const { region = options.aws.region, account = options.account } = notification;
    const allowed = options.budgetMs > 0 && (account === options.account || options.roleName);
    if (!allowed || !REGION.test(region) || !ACCOUNT.test(account)) return undefined;
    const call = await attempted(undefined, () => callFor(region, account));
    return call && { call, now, budgetMs: options.budgetMs };
  };

  const enriched = async (notification: Notification, ports: EnrichmentPorts | undefined): Promise<Notification> => {
    if (ports) return attempted(notification, () => enrich(notification, ports));
    const wanted = options.budgetMs > 0 && (notification.moment === 'failed' || notification.moment === 'approval');
    return wanted ? { ...notification, missing: ['details: in another account'] } : notification;
  };

  /**
   * Tells what the end of a run means: from what the table remembers and what AWS lists, so that an end that never came,
   * or could not be written down, leaves no gap. First as it seems, since that decides what is asked; and for good once
   * it is known that this run is no rollback.
   */
  const judged = async (
    notification: Notification,
    ending: Ending,
    ports: EnrichmentPorts | undefined,
  ): Promise<Notification> => {
    const { account = '', region = '', pipeline } = notification;
    const key = [account, region, pipeline?.name ?? ''];
    const past = ports ? await pastEndings(notification, { ...ports, budgetMs: options.budgetMs / 2 }) : [];
    const add = (known: History | undefined): History => [...past, ending].reduce(remember, known ?? { endings: [] });
    const unknown = Symbol('unknown');
    const known = await attempted<History | undefined | symbol>(unknown, () => histories.read(key));
    // Without the table and without AWS's list, nothing is known of earlier ends.
    const judge = typeof known !== 'symbol' || past.length > 0;
    const seeming = judge ? transitionAt(add(typeof known === 'symbol' ? undefined : known), ending.id) : undefined;

    const { transition: _, ...facts } = await enriched(
      { ...notification, ...(seeming && { transition: seeming }) },
      ports,
    );
    if (!endingOf(facts)) return facts;
    const history =
      typeof known === 'symbol'
        ? undefined
        : await attempted(undefined, () => histories.change(key, async (latest) => add(latest)));
    const transition = history ? transitionAt(history, ending.id) : seeming;
    return transition ? { ...facts, transition } : facts;
  };

  return async (notification) => {
    const named = withNames(notification, await settings());
    // Nobody at AWS knows more of it, but what it says may still hold a secret.
    if (!named.pipeline) return withoutSecrets(named);
    const ports = await portsFor(named);
    const ending = endingOf(named);
    return withoutSecrets(ending ? await judged(named, ending, ports) : await enriched(named, ports));
  };
};
