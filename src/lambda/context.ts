import { createAccountAliases } from '../aws/account-alias.ts';
import { type AwsCall, type AwsOptions, createCall } from '../aws/call.ts';
import { createHistories } from '../aws/histories.ts';
import { createRuns } from '../aws/runs.ts';
import { createSettings } from '../aws/settings.ts';
import type { EnrichmentPorts } from '../enrichment/ask.ts';
import { enrich, hasMore, pastEndings, seriesOf } from '../enrichment/enrich.ts';
import { eventSources } from '../events/index.ts';
import type { Notification } from '../model/notification.ts';
import type { ContextPorts } from '../relay/context.ts';
import type { EnrichmentTelemetry, RouterTelemetry } from './telemetry.ts';

export interface ContextOptions {
  /** For calls into other Regions and accounts. */
  aws: AwsOptions;
  /** For calls into the relay's own Region and account. */
  call: AwsCall;
  telemetry: EnrichmentTelemetry & Pick<RouterTelemetry, 'ledger'>;
  ended?: ContextPorts['ended'];
  table: string;
  settingsName: string;
  /** The account of the relay. */
  account: string;
  /** The partition of the relay, which contains all accounts that it can ask. Default: `aws`. */
  partition?: string | undefined;
  /** Name of the role to assume in other accounts; they are not asked without it. */
  roleName?: string | undefined;
  /** Time limit for enriching one notification, in milliseconds; 0 switches enrichment off. */
  budgetMs: number;
  /** Default: one for the container. */
  cache?: EnrichmentPorts['cache'] | undefined;
  /** Makes the function that calls AWS in a Region and an account. Default: with the role of the account. */
  callFor?: ((region: string, account: string) => Promise<AwsCall>) | undefined;
  now?: () => Date;
}

/** Region and account come from the event and become part of a host name and of an ARN. */
const REGION = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;
const ACCOUNT = /^\d{12}$/;

/** Reads the settings, and the alias of the relay's own account if they do not name it. It never rejects. */
interface ReadAhead {
  readAhead(): Promise<void>;
}

/** Wires the settings, the histories and enrichment for the router. */
export const createContext = (options: ContextOptions): ContextPorts & ReadAhead => {
  const { aws, call, telemetry, ended, budgetMs, cache, now = () => new Date() } = options;
  let assume: ((roleArn: string) => Promise<ReturnType<AwsOptions['credentials']>>) | undefined;

  /** @returns `fallback` if the call fails. */
  const orElse = async <Value>(fallback: Value, run: () => Promise<Value>): Promise<Value> => {
    try {
      return await run();
    } catch (error) {
      telemetry.enrichment(error);
      return fallback;
    }
  };

  const withRole = async (region: string, account: string): Promise<AwsCall> => {
    if (account === options.account) return region === aws.region ? call : createCall({ ...aws, region });
    assume ??= (await import('../aws/assume-role.ts')).createRoleAssumer(aws);
    const credentials = await assume(
      `arn:${options.partition ?? 'aws'}:iam::${account}:role/${options.roleName ?? ''}`,
    );
    return createCall({ ...aws, region, credentials: () => credentials });
  };

  const callFor = options.callFor ?? withRole;

  const canAsk = ({ region = aws.region, account = options.account }: Notification): boolean =>
    budgetMs > 0 &&
    (account === options.account || Boolean(options.roleName ?? options.callFor)) &&
    REGION.test(region) &&
    ACCOUNT.test(account);

  /** @returns `undefined` if AWS must not or cannot be asked about the notification. */
  const portsFor = async (notification: Notification): Promise<EnrichmentPorts | undefined> => {
    const { region = aws.region, account = options.account } = notification;
    if (!canAsk(notification)) return undefined;
    const own = await orElse(undefined, () => callFor(region, account));
    if (!own) return undefined;
    return {
      call: (service, operation, input) => own(service.name, operation, input, service),
      sources: eventSources,
      now,
      budgetMs,
      ...(cache && { cache }),
    };
  };

  const aliasOf = createAccountAliases({ callFor, report: telemetry.enrichment, now });

  const settings = createSettings({ call, name: options.settingsName, report: telemetry.enrichment, now });

  return {
    settings,
    async readAhead() {
      const { accounts = {} } = (await settings()).aliases ?? {};
      if (budgetMs > 0 && !Object.hasOwn(accounts, options.account)) await aliasOf(aws.region, options.account);
    },
    histories: createHistories({ call, table: options.table, now }),
    runs: createRuns({ call, table: options.table, now }),
    failed: telemetry.ledger,
    now,
    random: aws.random ?? Math.random,
    sleep: aws.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    ended: ended && ((notification) => orElse(undefined, async () => ended(notification))),
    async accountAlias(notification) {
      const { region = aws.region, account = options.account } = notification;
      return canAsk(notification) ? aliasOf(region, account) : undefined;
    },
    inquire(notification) {
      let ports: Promise<EnrichmentPorts | undefined> | undefined;
      const open = () => {
        ports ??= portsFor(notification);
        return ports;
      };
      return {
        pastEndings: (known) =>
          orElse([], async () => {
            const opened = await open();
            return opened ? pastEndings(known, { ...opened, budgetMs: budgetMs / 2 }) : [];
          }),
        series: () =>
          orElse(undefined, async () => {
            const opened = await open();
            return opened && seriesOf(notification, { ...opened, budgetMs: budgetMs / 2 });
          }),
        enrich: (judged) =>
          orElse(judged, async () => {
            if (budgetMs === 0 || !(await hasMore(judged, eventSources))) return judged;
            const opened = await open();
            if (opened) return enrich(judged, opened);
            const isNoted = judged.moment === 'failed' || judged.moment === 'approval';
            return isNoted ? { ...judged, missing: ['details: other-account'] } : judged;
          }),
      };
    },
  };
};
