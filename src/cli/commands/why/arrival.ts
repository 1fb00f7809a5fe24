import { callOnce, deployedStack } from '../../aws/deployed.ts';
import { type Line, logGroups, readLines } from '../../aws/log-lines.ts';
import { type Call, OperationError } from '../../aws/operations.ts';

/** What could explain that no event was routed. */
export interface Arrival {
  /** `codepipeline (pipeline, stage)`; `undefined` if the rules could not be read. */
  readonly forwarded: readonly string[] | undefined;
  /** Names of disabled rules. */
  readonly disabled: readonly string[];
  /** Events that could not be routed, and why, by the router's log. */
  readonly unrouted: number;
  readonly unroutedError?: string | undefined;
  /** Accounts whose events were rejected. */
  readonly foreignAccounts: readonly string[];
  readonly foreignTopic: number;
  /** The pipelines and resources of which events were routed. */
  readonly seen: readonly string[];
}

const LEVEL = /CodePipeline (Pipeline|Stage|Action) Execution State Change/g;

/** The sources and levels that the rules forward, from their names and patterns. */
const forwardedBy = (rules: readonly { name: string; pattern: string }[], stack: string): string[] => {
  const levels = new Map<string, Set<string>>();
  for (const { name, pattern } of rules) {
    const source = name.replace(`${stack}-`, '').replace(/-\d+$/, '');
    const found = levels.get(source) ?? new Set();
    // A rule for approvals matches actions of that category only.
    const isApproval = /"Approval"/.test(pattern);
    for (const [, level = ''] of pattern.matchAll(LEVEL)) found.add(isApproval ? 'approval' : level.toLowerCase());
    levels.set(source, found);
  }
  return [...levels].map(([source, found]) => (found.size > 0 ? `${source} (${[...found].join(', ')})` : source));
};

const TROUBLE = ['unrouted', 'foreign-account', 'foreign-topic', 'routed', 'no-targets'];

/** Reads why no event may have been routed since a time. */
export const readArrival = async (call: Call, stage: string, from: Date): Promise<Arrival> => {
  const stack = deployedStack(callOnce(call), stage);
  const [rules, { lines }] = await Promise.all([
    stack.rules().catch((error: unknown) => {
      // The rest of the answer does not need the rules.
      if (error instanceof OperationError && error.permission) return undefined;
      throw error;
    }),
    readLines(call, logGroups(stage).router, { anyOf: TROUBLE.map((event) => ['event', event]), from, newest: true }),
  ]);
  const of = (event: string): Line[] => lines.filter((line) => line.event === event);
  const routed = [...of('routed'), ...of('no-targets')];
  return {
    forwarded:
      rules &&
      forwardedBy(
        rules.filter(({ enabled }) => enabled),
        stack.name,
      ),
    disabled: (rules ?? []).filter(({ enabled }) => !enabled).map(({ name }) => name),
    unrouted: of('unrouted').length,
    unroutedError: of('unrouted').at(-1)?.error,
    foreignAccounts: [...new Set(of('foreign-account').flatMap(({ account }) => account ?? []))],
    foreignTopic: of('foreign-topic').length,
    seen: [...new Set(routed.flatMap(({ pipeline, resource }) => pipeline ?? resource ?? []))].sort(),
  };
};
