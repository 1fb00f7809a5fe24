import { AwsError, type Service } from '../aws/call.ts';

/**
 * Returns the name of the error with which a call fails. Parts of a batch are asked for one by one, as
 * `SendMessageBatch#<index>`. A pending promise simulates a slow AWS.
 */
export type Fault = (service: Service, operation: string) => string | undefined | Promise<string | undefined>;

/** Operations by service and name, such as `sqs SendMessage`. They throw AwsError as AWS refuses a call. */
export type Operations = Record<string, (input: unknown) => unknown>;

/** Refuses a call. The cause explains a failing test. */
export const refusal = (service: Service, operation: string, code: string, why: string): AwsError =>
  Object.assign(new AwsError(service, operation, code), { cause: why });
