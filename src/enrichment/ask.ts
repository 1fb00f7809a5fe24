import type { Notification } from '../model/notification.ts';
import { Cache } from './cache.ts';

/** The services that are asked. */
export type Asked = 'codepipeline' | 'codebuild' | 'codedeploy' | 'logs';

export interface EnrichmentPorts {
  /**
   * Calls AWS in the pipeline's own account and Region. It rejects with an error whose `code` is AWS's error name, or
   * `Timeout`, `Network`, `BadAnswer`.
   */
  call(service: Asked, operation: string, input: object): Promise<unknown>;
  now(): Date;
  /** What is not answered within this time is left out; 2,500 ms unless said. */
  budgetMs?: number;
  /** Resolves after that many milliseconds, or once the signal is aborted. */
  deadline?(ms: number, signal: AbortSignal): Promise<void>;
  /** Of this container, where none is given. */
  cache?: Cache;
}

interface Question<Value> {
  readonly service: Asked;
  readonly operation: string;
  readonly input: object;
  read(output: unknown): Value;
  /** Is the answer final, so that it need not be asked for again? */
  keep?(value: Value): boolean;
}

/** Asks AWS, once per execution and minute. */
export type Ask = <Value>(question: Question<Value>) => Promise<Value>;

const codeOf = (error: unknown): string => {
  const code = error && typeof error === 'object' && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

const DENIED =
  /AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|ExpiredToken|UnrecognizedClient|InvalidClientToken|Http40[13]/;

/** In a few quiet words, why something is missing. */
const REASONS: readonly (readonly [code: RegExp, words: string])[] = [
  [DENIED, 'access denied'],
  [/Throttl|TooManyRequests|RequestLimit|LimitExceeded|Http429/i, 'throttled'],
  [/Timeout/, 'no answer in time'],
  [/Network/, 'no connection'],
  [/BadAnswer/, 'unreadable answer'],
  [/NotFound|DoesNotExist/, 'not found'],
  [/OtherRegion/, 'in another Region'],
  [/OtherAccount/, 'in another account'],
  [/ServiceUnavailable|Internal|Http5/, 'AWS had trouble'],
];

export const reasonOf = (error: unknown): string =>
  REASONS.find(([code]) => code.test(codeOf(error)))?.[1] ?? 'not available';

const container = new Cache();

/** Makes the function that asks about one notification's execution. */
export const createAsk = (
  { account, region, pipeline, execution, moment, stage, action }: Notification,
  { call, now, cache = container }: EnrichmentPorts,
): Ask => {
  // A retry has the same execution, and so has an approval that waits in it. One without an execution is known by name.
  const about = execution ? [execution.id, execution.attempt ?? 1] : [stage, action?.name];
  const answers = cache.answers(JSON.stringify([account, region, pipeline?.name, ...about, moment]), now());
  return async <Value>({ service, operation, input, read, keep = () => true }: Question<Value>) => {
    const question = `${service} ${operation} ${JSON.stringify(input)}`;
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
};
