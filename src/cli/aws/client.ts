import { AwsError, type AwsOptions, createCall } from '../../aws/call.ts';
import { awsOptions } from '../../lambda/environment.ts';
import type { JsonService } from '../../model/enrichment.ts';
import { type Account, clientSettings } from './account.ts';
import { awsError } from './aws-error.ts';
import { type OpenCall, type Operation, OperationError } from './operations.ts';
import { urlSuffixOf } from './url-suffix.ts';

/** The part of an SDK client that is used here. */
interface Client {
  send(command: object): Promise<object>;
}

type Settings = ReturnType<typeof clientSettings>;

interface Opened {
  readonly client: Client;
  readonly sdk: object;
}

/** Each client is loaded at the first call to its service. */
const CLIENTS: Readonly<Record<string, (settings: Settings) => Promise<Opened>>> = {
  cloudformation: async (settings) => {
    const sdk = await import('@aws-sdk/client-cloudformation');
    return { sdk, client: new sdk.CloudFormationClient(settings) as Client };
  },
  cloudwatch: async (settings) => {
    const sdk = await import('@aws-sdk/client-cloudwatch');
    return { sdk, client: new sdk.CloudWatchClient(settings) as Client };
  },
  events: async (settings) => {
    const sdk = await import('@aws-sdk/client-eventbridge');
    return { sdk, client: new sdk.EventBridgeClient(settings) as Client };
  },
  iam: async (settings) => {
    const sdk = await import('@aws-sdk/client-iam');
    return { sdk, client: new sdk.IAMClient(settings) as Client };
  },
  lambda: async (settings) => {
    const sdk = await import('@aws-sdk/client-lambda');
    return { sdk, client: new sdk.LambdaClient(settings) as Client };
  },
  logs: async (settings) => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    return { sdk, client: new sdk.CloudWatchLogsClient(settings) as Client };
  },
  sns: async (settings) => {
    const sdk = await import('@aws-sdk/client-sns');
    return { sdk, client: new sdk.SNSClient(settings) as Client };
  },
  sqs: async (settings) => {
    const sdk = await import('@aws-sdk/client-sqs');
    return { sdk, client: new sdk.SQSClient(settings) as Client };
  },
  ssm: async (settings) => {
    const sdk = await import('@aws-sdk/client-ssm');
    return { sdk, client: new sdk.SSMClient(settings) as Client };
  },
};

/** Services for which no client is installed: they are called as the functions call AWS. */
const WITHOUT_CLIENT: Readonly<Record<string, JsonService | undefined>> = {
  dynamodb: undefined,
  secretsmanager: { name: 'secretsmanager', target: 'secretsmanager', version: '1.1' },
};

/**
 * The options for calling AWS as the functions do, with the SDK's own chain of credentials and Regions.
 * @throws CliError if there are no credentials or no Region.
 */
export const openCallOptions = async (account: Account): Promise<AwsOptions> => {
  const { SSMClient } = await import('@aws-sdk/client-ssm');
  const { config } = new SSMClient(clientSettings(account));
  try {
    const [region, credentials] = [await config.region(), await config.credentials()];
    return {
      ...awsOptions({ ...process.env, AWS_REGION: region, URL_SUFFIX: urlSuffixOf(region) }),
      credentials: () => credentials,
    };
  } catch (error) {
    throw awsError('your AWS credentials', error);
  }
};

const codeOf = (error: unknown): string =>
  error instanceof AwsError ? error.code : error instanceof Error ? error.name : 'unknown';

/** Calls AWS with the SDK's clients, and where none is installed as the functions do. */
export const openCall: OpenCall = async (account) => {
  const settings = clientSettings(account);
  const opened = new Map<string, Promise<Opened>>();
  const open = (service: string): Promise<Opened> => {
    const known = opened.get(service) ?? CLIENTS[service]?.(settings) ?? Promise.reject(new TypeError(service));
    opened.set(service, known);
    return known;
  };

  const send = async (service: string, operation: string, input: object): Promise<object> => {
    if (service in WITHOUT_CLIENT) {
      const call = createCall(await openCallOptions(account));
      return (await call(service, operation, input, WITHOUT_CLIENT[service])) as object;
    }
    const { client, sdk } = await open(service);
    const commands = sdk as Record<string, new (given: object) => object>;
    const Command = commands[`${operation}Command`];
    if (!Command) throw new TypeError(`no ${service} ${operation}`);
    return client.send(new Command(input));
  };

  return async (name: Operation, input: object) => {
    const [service = '', operation = ''] = name.split(' ');
    try {
      return await send(service, operation, input);
    } catch (error) {
      throw new OperationError(name, codeOf(error), awsError(name, error));
    }
  };
};
