import { createRoleAssumer } from '../../../src/aws/assume-role.ts';
import { type AwsCall, createCall } from '../../../src/aws/call.ts';
import { LEDGER_TABLE, QUEUES } from '../../../src/local/aws.ts';
import { ledgerName, queueNames } from '../../../src/model/stack.ts';
import type { Exchange } from '../../../src/net/exchange.ts';
import { START } from '../../support/lambda-events.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '111122223333';
/** The stage of the relay in memory. */
export const STAGE = 'local';

export type Role = 'router' | 'deliverer';

/** A request that a function signed and sent to AWS. */
export interface Recorded {
  readonly role: Role;
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The event source whose event the router worked on. */
  readonly source: string | undefined;
}

/** Made up. */
export const CREDENTIALS = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI',
  sessionToken: 'IQoJb3JpZ2lu==',
};

/** The relay in memory has short names for the queues and the table. A deployed one has the names of its stack. */
const withStackNames = (input: object): Record<string, unknown> => {
  const { deliveries, deadLetters, unrouted } = queueNames(STAGE);
  const urlOf = (queue: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${queue}`;
  const urls: Readonly<Record<string, string>> = {
    [QUEUES.deliveries]: urlOf(deliveries),
    [QUEUES.deadLetters]: urlOf(deadLetters),
    [QUEUES.unrouted]: urlOf(unrouted),
  };
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        if (key === 'QueueUrl') return [key, urls[String(value)] ?? value];
        if (key === 'TableName') return [key, value === LEDGER_TABLE ? ledgerName(STAGE) : value];
        // The tables of a BatchGetItem are keys.
        return [key === LEDGER_TABLE ? ledgerName(STAGE) : key, walk(value)];
      }),
    );
  };
  return walk(input) as Record<string, unknown>;
};

const ASSUMED = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey>
<SessionToken>T</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/** Records the requests that the functions sign. Each leaves the function's code, and none leaves the process. */
export const createRecorder = () => {
  const requests: Recorded[] = [];
  let source: string | undefined;

  const options = (role: Role, service: string, operation: string, input: Recorded['input'], answer: string) => ({
    region: REGION,
    credentials: () => CREDENTIALS,
    now: () => START,
    post: async ({ url, headers, body = '' }: Exchange) => {
      const request = { url: String(url), headers: headers as Record<string, string>, body };
      requests.push({ role, service, operation, input, region: REGION, source, ...request });
      return { status: 200, headers: {}, body: answer, whole: true };
    },
  });

  return {
    requests,
    /** Names the event source of the calls that follow. */
    about(name: string | undefined): void {
      source = name;
    },
    /** Records the calls of a function, which `answer` answers. */
    recording:
      (role: Role, answer: AwsCall): AwsCall =>
      async (service, operation, given, asked) => {
        const input = withStackNames(given);
        const empty =
          asked?.protocol === 'query' ? `<${operation}Response><${operation}Result/></${operation}Response>` : '{}';
        await createCall(options(role, service, operation, input, empty))(service, operation, input, asked);
        return answer(service, operation, given, asked);
      },
    /** Records how the router gets the credentials of another account. */
    async assumeRole(roleArn: string): Promise<void> {
      await createRoleAssumer(options('router', 'sts', 'AssumeRole', { RoleArn: roleArn }, ASSUMED))(roleArn);
    },
  };
};

export type Recorder = ReturnType<typeof createRecorder>;
