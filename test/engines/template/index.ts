import { type Properties, packageTemplate } from '../../template/package.ts';
import type { Verdict } from '../judge.ts';
import { runPython } from '../python.ts';
import { brokenTemplates } from './broken.ts';
import { VARIANTS, type Variant } from './variants.ts';

interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly where: string;
  readonly message: string;
}

const TOOLS = ['cfn-lint', 'cloudformation-validate'];

/** Findings that are no faults, by rule. */
const ACCEPTED: Readonly<Record<string, RegExp>> = {
  // The list of IAM actions lacks one: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
  W3037: /^'describealarmcontributors' is not one of /,
  // Serverless writes `DependsOn` beside the reference.
  W3005: /^'(?:Router|Deliverer)Role' dependency already enforced/,
  // Whoever deploys gives ARNs as parameters, and the event bus of the account is not a part of the stack.
  W9002: /^Property '(?:TopicArn|SourceArn)' has a hardcoded ARN/,
  W9013: /^Hardcoded account ID in ARN/,
};

const check = async (templates: readonly { template: Properties; places: Variant['places'] }[]) => {
  const found = (await runPython('template', import.meta.dirname, templates)) as Finding[][];
  return found.map((findings) => findings.filter(({ rule, message }) => !ACCEPTED[rule]?.test(message)));
};

/**
 * Checks the packaged template, with every parameter, by cfn-lint and by AWS's own validator of templates, in Regions of
 * three partitions.
 */
export const judgeTemplate = async (): Promise<Verdict> => {
  const variants = await Promise.all(
    VARIANTS.map(async (variant) => ({ ...variant, template: await packageTemplate(variant.parameters) })),
  );
  const [first] = variants;
  if (!first) throw new Error('there is no variant');
  const broken = brokenTemplates(first.template);
  const found = await check([
    ...variants.map(({ template, places }) => ({ template, places })),
    ...broken.map(({ template }) => ({ template, places: first.places.slice(0, 1) })),
  ]);
  const problems = variants.flatMap(({ name }, at) =>
    (found[at] ?? []).map(({ tool, rule, where, message }) => `${name}: ${tool} ${rule} at ${where}: ${message}`),
  );
  const accepted = broken.flatMap(({ expected }, at) => {
    const findings = found[variants.length + at] ?? [];
    return TOOLS.filter((name) => !findings.some(({ tool, message }) => tool === name && expected.test(message))).map(
      (name) => `${name} accepts a template with a fault: no finding matches ${expected}`,
    );
  });
  const regions = new Set(VARIANTS.flatMap(({ places }) => places.map(({ region }) => region)));
  return {
    counts: `${variants.length} templates in ${regions.size} Regions, ${broken.length} with a fault, by ${TOOLS.join(' and ')}`,
    problems: [...new Set([...problems, ...accepted])],
  };
};
