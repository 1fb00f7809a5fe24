import { createRoleAssumer } from '../aws/assume-role.ts';
import { type AwsCall, type AwsOptions, createCall } from '../aws/call.ts';
import { createHistoryStore } from '../aws/histories.ts';
import { createSettings } from '../aws/settings.ts';
import type { EnrichmentPorts } from '../enrichment/ask.ts';
import { enrich, hasMore, pastEndings } from '../enrichment/enrich.ts';
import { eventSources } from '../events/index.ts';
import type { Ending, History } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';
import { endingOf, historyKey } from '../relay/ending.ts';
import { isKnown, remember, transitionAt } from '../relay/history.ts';
import { withNames } from '../relay/names.ts';
import { withoutSecrets } from '../relay/without-secrets.ts';
import type { EnrichmentTelemetry } from './telemetry.ts';

export interface BackgroundOptions {
  /** For calls into other Regions and accounts. */
  aws: AwsOptions;
  /** For calls into the relay's own. */
  call: AwsCall;
  telemetry: EnrichmentTelemetry;
  /** Told of each run of a pipeline that has ended, copies of the event aside. */
  ended?: ((notification: Notification) => void) | undefined;
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

/**
 * Makes the function that adds to a notification what the event does not say: friendly names, why it failed and whose
 * change it was, and what its end means after those before it.
 * Whatever cannot be found out is left out; it never rejects.
 */
export const createBackground = (
  options: BackgroundOptions,
): ((notification: Notification) => Promise<Notification>) => {
  const { call, telemetry, ended = () => {}, now = () => new Date() } = options;
  const histories = createHistoryStore({ call, table: options.table, now });
  const settings = createSettings({ call, name: options.settingsName, report: telemetry.enrichment, now });
  const assume = createRoleAssumer(options.aws);

  /** Runs what may fail, and stands in with `otherwise` then. */
  const attempted = async <Value>(otherwise: Value, run: () => Promise<Value>): Promise<Value> => {
    try {
      return await run();
    } catch (error) {
      telemetry.enrichment(error);
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

  /**
   * Puts an ending into its history.
   * @returns the history, or `undefined` without the table; and whether no event has told of this ending before, which
   * it is taken for where the table does not say.
   */
  const written = async (key: readonly string[], ending: Ending, past: readonly Ending[] = []) => {
    let isNew = true;
    const history = await attempted(undefined, () =>
      histories.change(key, async (known = { endings: [] }) => {
        isNew = !isKnown(known, ending);
        return [...past, ending].reduce(remember, known);
      }),
    );
    return { history, isNew };
  };

  /** How to ask about a notification; `undefined` where nobody may be asked. */
  const portsFor = async (notification: Notification): Promise<EnrichmentPorts | undefined> => {
    const { region = options.aws.region, account = options.account } = notification;
    const allowed = options.budgetMs > 0 && (account === options.account || options.roleName);
    if (!allowed || !REGION.test(region) || !ACCOUNT.test(account)) return undefined;
    const call = await attempted(undefined, () => callFor(region, account));
    return (
      call && {
        call: (service, operation, input) => call(service.name, operation, input, service),
        sources: eventSources,
        now,
        budgetMs: options.budgetMs,
      }
    );
  };

  const enriched = async (notification: Notification, ports: EnrichmentPorts | undefined): Promise<Notification> => {
    if (ports) return attempted(notification, () => enrich(notification, ports));
    const wanted = notification.moment === 'failed' || notification.moment === 'approval';
    return wanted && options.budgetMs > 0 && (await hasMore(notification, eventSources))
      ? { ...notification, missing: ['details: in another account'] }
      : notification;
  };

  /**
   * Tells what the end of something that runs by itself means, from what the table remembers alone. A success is
   * asked about first: it may be that of a rollback, which mends nothing.
   */
  const judgedAlone = async (notification: Notification, ending: Ending): Promise<Notification> => {
    const ask = async () =>
      enriched(notification, (await hasMore(notification, eventSources)) ? await portsFor(notification) : undefined);
    const asked = ask();
    if (!ending.failed && !endingOf(await asked)) return asked;
    const [facts, { history }] = await Promise.all([asked, written(historyKey(notification), ending)]);
    const transition = history && transitionAt(history, ending.id);
    return transition ? { ...facts, transition } : facts;
  };

  /**
   * Tells what the end of a pipeline's run means: from what the table remembers and what AWS lists, so that an end that never came,
   * or could not be written down, leaves no gap. First as it seems, since that decides what is asked; and for good once
   * it is known that this run is no rollback.
   */
  const judged = async (
    notification: Notification,
    ending: Ending,
    ports: EnrichmentPorts | undefined,
  ): Promise<Notification> => {
    const key = historyKey(notification);
    const past = ports ? await pastEndings(notification, { ...ports, budgetMs: options.budgetMs / 2 }) : [];
    const unknown = Symbol('unknown');
    const known = await attempted<History | undefined | symbol>(unknown, () => histories.read(key));
    // Without the table and without AWS's list, nothing is known of earlier ends.
    const judge = typeof known !== 'symbol' || past.length > 0;
    const before = (typeof known === 'symbol' ? undefined : known) ?? { endings: [] };
    const seeming = judge ? transitionAt([...past, ending].reduce(remember, before), ending.id) : undefined;

    const { transition: _, ...facts } = await enriched(
      { ...notification, ...(seeming && { transition: seeming }) },
      ports,
    );
    if (!endingOf(facts)) return facts;
    const { history, isNew } =
      typeof known === 'symbol' ? { history: undefined, isNew: true } : await written(key, ending, past);
    const transition = history ? transitionAt(history, ending.id) : seeming;
    const told = transition ? { ...facts, transition } : facts;
    if (isNew) ended(told);
    return told;
  };

  return async (notification) => {
    const named = withNames(notification, await settings());
    const ending = endingOf(named);
    if (ending && named.level !== 'pipeline') return withoutSecrets(await judgedAlone(named, ending));
    const ports = ending || (await hasMore(named, eventSources)) ? await portsFor(named) : undefined;
    return withoutSecrets(ending ? await judged(named, ending, ports) : await enriched(named, ports));
  };
};
