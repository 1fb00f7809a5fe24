import { AwsError, type Service } from '../../../aws/call.ts';
import { eventSources } from '../../../events/index.ts';
import type { LocalAws } from '../../../local/aws.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { CliError } from '../../errors.ts';
import { notJson } from '../../not-json.ts';

/** Names of the SDKs and of the documentation for services whose endpoint has another name. */
const ALIASES: Readonly<Record<string, string>> = {
  cloudwatchlogs: 'logs',
  stepfunctions: 'states',
  sfn: 'states',
  elasticcontainerservice: 'ecs',
};

/** The names of the input's fields that identify what is asked about. */
const ID_FIELDS = /^(?:ids|pipelineExecutionId|.*Ids?|.*Arn|taskDefinition|logStreamName|StackName)$/;

/** A UUID alone or at the end of an id, an ARN, or a deployment of CodeDeploy or ECS. */
const LOOKS_LIKE_ID = /(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|^arn:.*|^d-[A-Z\d]{6,}|^ecs-svc\/\d+)$/i;

const keyOf = (service: string, operation: string): string => {
  const name = service.toLowerCase().replace(/[^a-z\d]/g, '');
  return `${ALIASES[name] ?? name} ${operation.toLowerCase()}`;
};

/** The ids in an input, such as the execution's, at any depth. */
const idsIn = (input: unknown): string[] => {
  if (Array.isArray(input)) return input.flatMap(idsIn);
  if (!isRecord(input)) return [];
  return Object.entries(input).flatMap(([field, value]) => {
    if (!ID_FIELDS.test(field)) return idsIn(value);
    return [value].flat().filter((each) => typeof each === 'string');
  });
};

/**
 * The answer for one input: what `value` holds for one of the input's ids or for `*`, otherwise `value` itself.
 * @returns `undefined` if all keys of `value` are ids, and none of them is the input's.
 */
const answerFor = (value: unknown, input: unknown): unknown => {
  if (!isRecord(value)) return value;
  const isMarked = Object.keys(value).length === 1 && isRecord(value.byInput);
  const byId = isMarked ? (value.byInput as Record<string, unknown>) : value;
  const id = [...idsIn(input), '*'].find((each) => Object.hasOwn(byId, each));
  if (id !== undefined) return byId[id];
  const keys = Object.keys(byId);
  const hasOtherIds = keys.length > 0 && keys.every((key) => LOOKS_LIKE_ID.test(key));
  return isMarked || hasOtherIds ? undefined : value;
};

/** Reads the answers of AWS, by `Service.Operation` in any case. @throws CliError that does not quote the file. */
export const parseAnswers = (content: string): ReadonlyMap<string, unknown> => {
  const all = parseJson(content);
  if (all === undefined) throw notJson('--answers', content);
  if (!isRecord(all)) {
    throw new CliError('--answers: the file must be a JSON object, {"CodePipeline.GetPipelineExecution": {…}}');
  }
  return new Map(
    Object.entries(all).map(([name, value]) => {
      const [service, operation, ...more] = name.split(/[.\s:]/);
      if (service && operation && more.length === 0) return [keyOf(service, operation), value];
      throw new CliError(`--answers: ${safeLine(name, 100)} must be Service.Operation`);
    }),
  );
};

/** The relay itself asks for the names of accounts. */
const ACCOUNT_NAMES = { service: { name: 'iam' }, operations: ['ListAccountAliases'] };

/**
 * Lets AWS in memory give these answers. An answer with `__type` is an error, as AWS's JSON protocol writes it.
 * @returns the answers that nothing asks for, as `service operation` in lower case.
 */
export const addAnswers = async (answers: ReadonlyMap<string, unknown>, aws: LocalAws): Promise<string[]> => {
  const unused = new Set(answers.keys());
  const sources = await eventSources.all();
  const asked = [ACCOUNT_NAMES, ...sources.flatMap(({ enrichment }) => enrichment?.asks ?? [])];
  for (const { service, operations } of asked) {
    for (const operation of operations) {
      const key = keyOf(service.name, operation);
      if (!answers.has(key)) continue;
      unused.delete(key);
      const refuse = (code: string) => new AwsError(service.name as Service, operation, code);
      aws.answers.set(`${service.name} ${operation}`, (input) => {
        const answer = answerFor(answers.get(key), input);
        if (answer === undefined) throw refuse('ResourceNotFoundException');
        const { __type: type } = isRecord(answer) ? answer : {};
        if (typeof type === 'string') throw refuse(type.split('#').at(-1) ?? type);
        return answer;
      });
    }
  }
  return [...unused];
};
