import type { AwsOptions } from '../../src/aws/call.ts';
import { awsError } from '../../src/cli/aws/aws-error.ts';
import { type Call, type Operation, OperationError, type Operations } from '../../src/cli/aws/operations.ts';

/** What an operation gives; a text is the name of an error. */
type Answer<Name extends Operation> = (input: Operations[Name][0]) => Operations[Name][1] | string;

/** What AWS answers: to the SDK's operations, and to the calls that are made without the SDK. */
export interface Stage {
  answers: { [Name in Operation]?: Answer<Name> };
  calls: Record<string, (input: unknown) => unknown>;
  /** Everything that was asked, such as `events ListRules`. */
  readonly asked: string[];
}

/** Answers what the commands ask; with nothing where no answer is given. */
export const stageCall = (stage: Stage): Call => {
  const call = async (name: Operation, input: object): Promise<object> => {
    stage.asked.push(name);
    const answer = (stage.answers[name] as ((input: object) => object | string) | undefined)?.(input) ?? {};
    if (typeof answer !== 'string') return answer;
    const error = Object.assign(new Error('see https://canary.example'), { name: answer });
    throw new OperationError(name, answer, awsError(name, error));
  };
  return call as Call;
};

/** Answers the calls that the functions would make, by service and operation. */
export const callOptionsOf = ({ calls, asked }: Stage): AwsOptions => ({
  region: 'eu-central-1',
  credentials: () => ({ accessKeyId: 'AKIACANARY', secretAccessKey: 'canary-secret' }),
  sleep: async () => {},
  post: async ({ url, headers, body }) => {
    // Services with forms as input name the operation in the form.
    const form = Object.fromEntries(new URLSearchParams(body));
    const target = form.Action ? `${url.hostname.split('.')[0]}.${form.Action}` : String(headers['x-amz-target']);
    const [prefix = '', operation = ''] = target.split('.');
    const name = `${prefix.replace(/^Amazon|_\d+$/g, '').toLowerCase()} ${operation}`;
    asked.push(name);
    const answer = calls[name]?.(form.Action ? form : JSON.parse(body)) ?? 'ResourceNotFoundException';
    if (String(answer).startsWith('<')) {
      const status = String(answer).startsWith('<ErrorResponse') ? 403 : 200;
      return { status, headers: {}, body: String(answer), whole: true };
    }
    const failed = typeof answer === 'string';
    const text = JSON.stringify(failed ? { __type: answer, message: 'https://canary.example' } : answer);
    return { status: failed ? 400 : 200, headers: {}, body: text, whole: true };
  },
});
