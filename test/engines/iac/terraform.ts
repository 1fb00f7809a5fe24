import type { Properties } from '../../template/package.ts';
import { runPython } from '../python.ts';

type Parsed = { readonly parsed: Properties } | { readonly error: string };

/** The parser keeps the quotes of texts. */
const unquoted = (text: unknown): string => String(text).replace(/^"(.*)"$/, '$1');

/** The attributes of a block, such as `resource "aws_s3_object" "code"`. */
const blockOf = (parsed: Properties, kind: string, type: string, name: string): Properties | undefined =>
  parsed[kind]?.map((each: Properties) => each[`"${type}"`]?.[`"${name}"`]).find(Boolean);

/** What is wrong with an example that deploys `template`. */
const problemsOf = (example: Parsed, template: Properties): string[] => {
  if ('error' in example) return [`Terraform: the example is not HCL: ${example.error.split('\n')[0]}`];
  const { parsed } = example;
  const stack = blockOf(parsed, 'resource', 'aws_cloudformation_stack', 'pipebell');
  if (!stack) return ['Terraform: the example has no stack'];
  const passed = Object.keys(stack.parameters).filter((name) => !name.startsWith('__'));
  const read = [...JSON.stringify(parsed.output).matchAll(/outputs\[\\"(\w+)\\"\]/g)].map(([, name = '']) => name);
  const expected: readonly (readonly [holds: boolean, problem: string])[] = [
    [unquoted(stack.name) === 'pipebell-prod', `the stack is called ${stack.name}`],
    [unquoted(stack.capabilities?.[0]) === 'CAPABILITY_IAM', 'the stack has no capability'],
    [passed.join() === Object.keys(template.Parameters).join(), `the stack gets the parameters ${passed}`],
    [read.length > 0 && read.every((name) => template.Outputs[name]), `the template lacks an output of ${read}`],
    [blockOf(parsed, 'resource', 'aws_s3_object', 'code') !== undefined, 'the code is not uploaded'],
  ];
  return expected.flatMap(([holds, problem]) => (holds ? [] : [`Terraform: ${problem}`]));
};

/** Faults that have to be found. */
const FAULTS: readonly (readonly [from: string, to: string, expected: RegExp])[] = [
  ['"pipebell-prod"', '"pipebell-prod', /not HCL/],
  ['CodeBucket =', 'Bucket =', /gets the parameters Bucket$/],
  ['"TopicArn"', '"Topic"', /lacks an output/],
];

/** Parses the example and compares it with the template. @returns the problems, also of a fault that is not found. */
export const judgeTerraform = async (example: string, template: Properties): Promise<string[]> => {
  const faulty = FAULTS.map(([from, to]) => example.replace(from, to));
  const [good, ...bad] = (await runPython('iac', import.meta.dirname, [example, ...faulty])) as Parsed[];
  if (!good) throw new Error('the parser returned nothing');
  const unseen = FAULTS.flatMap(([, to, expected], at) => {
    const found = problemsOf(bad[at] ?? { error: '' }, template);
    return found.some((problem) => expected.test(problem)) ? [] : [`Terraform: an example with ${to} is accepted`];
  });
  return [...problemsOf(good, template), ...unseen];
};
