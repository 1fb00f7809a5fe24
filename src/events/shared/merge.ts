import type { Failure } from '../../model/notification.ts';

const MAX_FAILURES = 8;

/** The fields of `known`, and those of `found` that `known` lacks. */
export const fill = <Fields extends object>(known: Fields | undefined, found: Fields | undefined): Fields => {
  const own = Object.entries(known ?? {}).filter(([, value]) => value !== undefined);
  return { ...found, ...Object.fromEntries(own) } as Fields;
};

/** What enrichment or CodeBuild writes before a reason: `linux_node20, BUILD: `, `COMMAND_EXECUTION_ERROR: `. */
const LABELS = String.raw`(?:[\w-]{1,100}, )?(?:[A-Z][A-Z_]{2,40}: ){0,2}`;

/** Sentences that name nothing but a failure. */
const EMPTY = new RegExp(
  `^${LABELS}(?:(?:Batch )?[Bb]uild terminated with state: \\w+(?:\\. Phase: [\\s\\S]*)?|(?:Job|The job|Action|Action execution|Deployment(?: [\\w-]+)?) [Ff]ailed|FAILED|JobFailed|COMMAND_EXECUTION_ERROR|exit (?:code|status):? \\d+)\\.?$`,
);

/** Sentences that name the command, the exit code or the rule by which a deployment counts as failed. */
const GENERIC = new RegExp(
  `^${LABELS}(?:Error while executing command: [\\s\\S]*?\\. Reason: exit status \\d+|Command did not exit successfully [\\s\\S]* exit status \\d+|The overall deployment failed because too many individual instances failed deployment,[\\s\\S]*|The deployment failed because (?:no instances were found|too many individual instances failed)[\\s\\S]*)\\.?$`,
);

/** 2 for a reason, 1 for a generic sentence, 0 for words that say nothing. */
const worthOf = (reason: string): number => (EMPTY.test(reason) ? 0 : GENERIC.test(reason) ? 1 : 2);

/**
 * Whether a reason is one of the sentences that CodeBuild, CodePipeline and CodeDeploy write for every failure, such as
 * `Error while executing command: npm test. Reason: exit status 1`. They are shown only if nothing better is known.
 */
export const isGeneric = (reason: string): boolean => worthOf(reason.trim()) < 2;

/** Error codes that every failure of an action or a build has. */
const EMPTY_CODES = new Set(['JobFailed', 'COMMAND_EXECUTION_ERROR']);

const withoutEmptyCode = (failure: Failure): Failure => {
  const { code, ...rest } = failure;
  return rest.reason && code && EMPTY_CODES.has(code) ? rest : failure;
};

/** The better reason. Of equally good ones both, the found one first, unless one contains the other. */
const bestReason = (known: string | undefined, found: string | undefined): string | undefined => {
  if (!known || !found) return known ?? found;
  const difference = worthOf(known) - worthOf(found);
  // Two generic sentences say the same.
  if (difference > 0 || (difference === 0 && worthOf(known) < 2)) return known;
  if (difference < 0) return found;
  if (known.includes(found)) return known;
  return found.includes(known) ? found : `${found}\n${known}`;
};

/** A failure completed with a cause: gaps are filled, and the better reason is kept. */
export const withCause = <Fields extends Failure>(known: Fields, cause: Fields): Fields => {
  const reason = bestReason(known.reason, cause.reason);
  return { ...fill(known, cause), ...(reason !== undefined && { reason }) };
};

const sameAction = (a: Failure, b: Failure): boolean =>
  a.action !== undefined &&
  a.action === b.action &&
  (a.stage === undefined || b.stage === undefined || a.stage === b.stage);

/**
 * The failures of an event, completed with the causes that were found. A cause replaces a generic sentence, and error
 * codes that say nothing are dropped where a reason is known.
 */
export const mergeFailures = (known: readonly Failure[], found: readonly Failure[]): Failure[] => {
  const failures = known.map((failure) => ({ ...failure }));
  for (const cause of found) {
    const match = failures.findIndex((failure) => sameAction(failure, cause));
    // A failure without an action, or with a reason only, is the action that failed in that stage.
    const place =
      match < 0
        ? failures.findIndex(
            ({ stage, action }) => action === undefined && (stage === undefined || stage === cause.stage),
          )
        : match;
    const failure = failures[place];
    if (failure) failures[place] = withCause(failure, cause);
    else if (failures.length < MAX_FAILURES) failures.push({ ...cause });
  }
  return failures.map(withoutEmptyCode);
};
