import type { Ask, AskedService } from '../model/enrichment.ts';
import type { EventSource } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { Cache } from './cache.ts';

/** The registry of event sources, which declare what is asked. */
export interface SourceRegistry {
  named(name: string): Promise<EventSource | undefined>;
  /** The source that explains the failed actions of a provider, as CodePipeline names it, in any case. */
  explaining(provider: string): Promise<EventSource | undefined>;
}

export interface EnrichmentPorts {
  /**
   * Calls AWS in the account and Region of the notification. It rejects with an error whose `code` is AWS's error name,
   * or `Timeout`, `Network`, `BadAnswer`.
   */
  call(service: AskedService, operation: string, input: object): Promise<unknown>;
  sources: SourceRegistry;
  now(): Date;
  /** Time limit for all questions about one notification, in milliseconds. Default: 2,500. */
  budgetMs?: number;
  /** Resolves after that many milliseconds, or when the signal is aborted. */
  deadline?(ms: number, signal: AbortSignal): Promise<void>;
  /** Default: one for the container. */
  cache?: Cache;
}

const codeOf = (error: unknown): string => {
  const code = error && typeof error === 'object' && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

const DENIED =
  /AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|ExpiredToken|UnrecognizedClient|InvalidClientToken|Http40[13]/;

/** The reasons in `missing`, which are codes of `src/wording/labels.ts`, for AWS's error codes. */
const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [DENIED, 'access-denied'],
  [/Throttl|TooManyRequests|RequestLimit|LimitExceeded|Http429/i, 'throttled'],
  [/Timeout/, 'no-answer'],
  [/Network/, 'network'],
  [/BadAnswer/, 'bad-answer'],
  [/NotFound|DoesNotExist/, 'not-found'],
  [/OtherRegion/, 'other-region'],
  [/OtherAccount/, 'other-account'],
  [/ServiceUnavailable|Internal|Http5/, 'aws-trouble'],
];

export const reasonOf = (error: unknown): string =>
  REASONS.find(([code]) => code.test(codeOf(error)))?.[1] ?? 'not-available';

const containerCache = new Cache();

/**
 * Creates the function that asks about one notification. Answers and denials are cached, other errors and answers that
 * are not final are asked for again.
 */
export const createAsk = (
  { account, region, pipeline, execution, moment, stage, action }: Notification,
  { call, now, cache = containerCache }: EnrichmentPorts,
): Ask => {
  // A retry and a waiting approval have the same execution id. Without an execution, stage and action are the key.
  const about = execution ? [execution.id, execution.attempt ?? 1] : [stage, action?.name];
  const answers = cache.answers(JSON.stringify([account, region, pipeline?.name, ...about, moment]), now());
  const ask: Ask = async ({ service, operation, input, read, keep = () => true }) => {
    type Value = ReturnType<typeof read>;
    const question = `${service.name} ${operation} ${JSON.stringify(input)}`;
    const known = answers.get(question) as Promise<Value> | undefined;
    if (known) return known;
    const forget = () => void (answers.get(question) === answer && answers.delete(question));
    const answer = (async () => read(await call(service, operation, input)))();
    answers.set(question, answer);
    answer.then(
      (value) => keep(value) || forget(),
      (error) => DENIED.test(codeOf(error)) || forget(),
    );
    return answer;
  };
  return ask;
};
