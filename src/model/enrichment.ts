import type { Ending } from './history.ts';
import type { Failure, Notification } from './notification.ts';

interface Service {
  /** Prefix of the service's endpoint, such as `states`, and the name that a request is signed for. */
  readonly name: string;
  /** Prefix of the service's IAM actions and ARNs, where it is another one: `cloudwatch` of the endpoint `monitoring`. */
  readonly prefix?: string;
}

/** An AWS service that is called by the AWS JSON protocol. */
export interface JsonService extends Service {
  readonly protocol?: undefined;
  /** Prefix of the `X-Amz-Target` header, such as `AWSStepFunctions`. */
  readonly target: string;
  /** Version of the protocol. */
  readonly version: '1.0' | '1.1';
}

/** An AWS service that is called by the AWS Query protocol. All values in its answers are texts, lists and objects. */
export interface QueryService extends Service {
  readonly protocol: 'query';
  /** Version of the API, such as `2010-05-15`. */
  readonly version: string;
}

export type AskedService = JsonService | QueryService;

/** Operations of one service that enrichment calls. The router's role allows these and no others. */
export interface Asked {
  readonly service: AskedService;
  /** Names of API operations, which are the names of the IAM actions too. Read-only operations only. */
  readonly operations: readonly string[];
  /**
   * Last parts of the ARNs in the relay's account and any Region, such as `project/*`. `any` is for operations that IAM
   * cannot restrict to resources.
   */
  readonly resources: readonly string[] | 'any';
  /** Condition keys that hold ARNs, each with the last part of the ARNs that are allowed. */
  readonly condition?: Readonly<Record<string, string>>;
  /** For the source's own notifications only, not for the failed actions of a pipeline. */
  readonly own?: boolean;
}

interface Question<Value> {
  readonly service: AskedService;
  readonly operation: string;
  readonly input: object;
  /** @throws an error with a `code` if the answer is not the documented one. */
  read(output: unknown): Value;
  /** Whether the answer is final and may be cached. */
  keep?(value: Value): boolean;
}

/** Calls AWS, at most once a minute for each question about one execution. It rejects with an error with a `code`. */
export type Ask = <Value>(question: Question<Value>) => Promise<Value>;

/**
 * Runs one part of the work. If it fails, the notification's `missing` names the part and the reason, as in
 * `log: access-denied`, and the result is `undefined`.
 */
export type Part = <Value>(name: string, work: () => Promise<Value>) => Promise<Value | undefined>;

/** A cause that was found. `phase` is the phase or state in which the run failed, such as `BUILD`. */
export interface FoundCause extends Failure {
  readonly phase?: string | undefined;
}

/** Facts about a run beyond its failures. Each is added once. */
export type FoundFacts = Partial<
  Pick<Notification, 'counts' | 'commits' | 'authors' | 'details' | 'links' | 'rollback' | 'rollbackTo' | 'rollbackRun'>
>;

export interface Search {
  readonly ask: Ask;
  readonly part: Part;
  /** Adds a finding at once, so that it is kept if a later question is not answered in time. */
  readonly add: (found: FoundCause) => void;
  /** Adds a reason that is shown if no other is found. Absent where each reason is shown. */
  readonly addFallback?: ((found: FoundCause) => void) | undefined;
  /** Adds facts about the run at once. Absent where the run is only a part of what the notification is about. */
  readonly addFacts?: ((facts: FoundFacts) => void) | undefined;
}

/** How to find out why a run failed. */
export interface Cause {
  /** Name of the part in `missing` if the run cannot be asked about at all. */
  readonly part: string;
  search(search: Search): Promise<unknown>;
  /** Whether a failure of the event says only that something failed. A found reason replaces its reason and code. */
  isGeneric?(known: Failure): boolean;
}

export interface PlanTools {
  readonly ask: Ask;
  readonly part: Part;
  /** Finds the cause of a failed action by its provider, as CodePipeline names it, and its external execution id. */
  causeOf(provider: string | undefined, run: string | undefined): Promise<Cause | undefined>;
}

/** Questions about one notification. */
export interface Plan {
  /** Asks all questions. It is not awaited beyond the time limit. */
  ask(tools: PlanTools): Promise<unknown>;
  /** The notification with the answers that have arrived. */
  compose(): Notification;
}

/** The questions of an event source. */
export interface Enrichment {
  /**
   * How to find out why a run failed. `undefined` if `run` is not the id of such a run.
   * @param run the execution id of the source's own notifications, or the external execution id of a pipeline's action.
   */
  cause?(run: string, notification: Notification): Cause | undefined;
  /** Questions beyond the cause of a failure. `undefined` if there are none: then `cause` is used. */
  plan?(notification: Notification): Plan | undefined;
  /** The series of a run whose events do not name it, such as the branch of a manual release. */
  series?(notification: Notification, tools: Omit<Search, 'add'>): Promise<Notification['series']>;
  /** The endings of the same subject and series before this notification's run, in any order. */
  pastEndings?(notification: Notification, tools: Omit<Search, 'add'>): Promise<Ending[]>;
}

/** What an event source declares about enrichment: what it may ask, when, and the questions themselves. */
export interface EnrichmentDeclaration {
  readonly asks: readonly Asked[];
  /** Action providers, as CodePipeline names them, whose failed actions this source explains. */
  readonly providers?: readonly string[];
  /** The source asks the sources with `providers` about failed actions. */
  readonly asksProviders?: boolean;
  /** Whether AWS can add anything to this notification of the source. It decides without a call. */
  applies(notification: Notification): boolean;
  /** Loads the questions. Events that need none do not pay for them. */
  load(): Promise<Enrichment>;
  /** AWS's answers for the source's examples, by service and operation, such as `states GetExecutionHistory`. */
  exampleAnswers?(): Promise<Readonly<Record<string, unknown>>>;
}
