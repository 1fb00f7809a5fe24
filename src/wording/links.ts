import type { Notification } from '../model/notification.ts';
import { codeText } from './labels.ts';

export interface Link {
  /** A code of the labels, or a sender's own words. */
  readonly label: string;
  readonly url: string;
}

/** `open-alarm`. A kind without a label of its own is a sender's. */
const openLabel = (kind: string | undefined, otherwise: string): string => {
  const label = `open-${kind}`;
  return kind && codeText(label) ? label : otherwise;
};

/** Kinds of subjects that are runs themselves. */
const RUNS: readonly string[] = ['build', 'build-batch', 'deployment'];

/** The page of the run. */
export const runUrls = ({ execution, resource }: Notification): (string | undefined)[] => [
  execution?.url,
  RUNS.includes(resource?.kind ?? '') ? resource?.url : undefined,
];

/**
 * The links of a notification, the most useful first, each URL once: a runbook, then what to act on, then the place that
 * shows the cause. A commit is linked where its id stands.
 */
export const links = (notification: Notification): Link[] => {
  const { approval, failures, resource, execution, pipeline, lastGood } = notification;
  const own = (isRunbook: boolean) => notification.links.filter(({ label }) => (label === 'runbook') === isRunbook);
  const log = failures.find(({ logUrl }) => logUrl)?.logUrl;
  const failure = { label: 'open-failure', url: failures.find(({ url }) => url)?.url };
  const isRun = RUNS.includes(resource?.kind ?? '') && !pipeline;
  const run = { label: isRun ? openLabel(resource?.kind, 'open-run') : 'open-run', url: execution?.url };
  const all: { label: string; url: string | undefined }[] = [
    ...own(true),
    { label: 'review', url: approval?.reviewUrl },
    // The page of a failure adds nothing to its log.
    log ? { label: 'open-log', url: log } : failure,
    { label: openLabel(resource?.kind, 'open'), url: resource?.url },
    run,
    { label: 'what-it-ships', url: approval?.entityUrl },
    { label: 'compare', url: lastGood?.compareUrl },
    ...own(false),
    { label: 'open-pipeline', url: execution?.url ? undefined : pipeline?.url },
  ];
  const seen = new Set<string>();
  return all.filter((link): link is Link => {
    if (!link.url || seen.has(link.url)) return false;
    seen.add(link.url);
    return true;
  });
};

/** The page that shows the cause: the log before the run. It is what the first line of a message links to. */
export const causeUrl = (notification: Notification): string | undefined =>
  links(notification).find(({ label }) => label !== 'runbook')?.url;
