import type { Verdict } from '../judge.ts';
import { recordCalls } from '../recording/drive.ts';
import { ACCOUNT, type Recorded } from '../recording/recorder.ts';
import { brokenStacks } from './broken.ts';
import { forbidden } from './forbidden.ts';
import { narrowed } from './narrowed.ts';
import { type Stack, stacks } from './roles.ts';
import { usesOfLambda, usesOfParameters } from './services.ts';
import { type Question, simulate } from './simulate.ts';
import { type Use, usesOf } from './uses.ts';

/** Services that the relay itself needs. It calls the others to enrich. */
const OWN = new Set(['dynamodb', 'sqs', 'ssm']);

/** Sources that reach the topic without a rule. Their questions are those of another source. */
const ASKED_AS: Readonly<Record<string, string>> = { 'codepipeline-approval': 'codepipeline' };

/** Whether a stack's functions make the call. Without a source, it is about a pipeline. */
const makes = ({ sources, parameters, asksOnly }: Stack, { service, source = 'codepipeline' }: Recorded): boolean => {
  if (OWN.has(service)) return !asksOnly;
  if (service === 'sts') return parameters.enrichmentRole !== undefined;
  if (service === 'iam') return sources.length > 0;
  return sources.includes(ASKED_AS[source] ?? source);
};

const unique = (uses: readonly Use[]): Use[] => [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()];

const wordsOf = ({ role, action, resource, context }: Use): string =>
  `the ${role}: ${action} on ${resource} ${JSON.stringify(context)}`;

/** The account's policy decides about its keys, and about who assumes the role in another account. */
const resourcePolicyFor = ({ action }: Use, principal: string): object | undefined => {
  const allow = (Action: string, AWS: string, more: object = {}) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, ...more }],
  });
  if (action.startsWith('kms:')) return allow('kms:*', `arn:aws:iam::${ACCOUNT}:root`, { Resource: '*' });
  return action === 'sts:AssumeRole' ? allow(action, principal) : undefined;
};

const questionOf = (policy: string, use: Use): Question => {
  const principal = `arn:aws:iam::${ACCOUNT}:role/pipebell-${use.role}`;
  const resourcePolicy = resourcePolicyFor(use, principal);
  const accountId = use.resource.split(':')[4] || ACCOUNT;
  const { action, resource, context } = use;
  return { policy, principal, action, resource, accountId, context, ...(resourcePolicy && { resourcePolicy }) };
};

/** A decision, and the problem if it is not the expected one. */
interface Check {
  readonly questions: readonly Question[];
  /** The result of at least one of the questions. Errors are neither. */
  readonly expected: 'Allowed' | 'denied';
  readonly otherwise: string;
}

/** Checks what a stack's functions do, what they must not do, and whether they need all that is granted. */
const checksOf = (stack: Stack, recorded: readonly Recorded[], policies: Record<string, object>): Check[] => {
  const calls = recorded.filter((call) => makes(stack, call)).flatMap(usesOf);
  const others = stack.asksOnly ? [] : usesOfLambda();
  const uses = unique([...calls, ...others, ...(stack.parameters.tableKeyArn ? usesOfParameters() : [])]);
  const policy = (name: string, Statement: readonly object[]): string => {
    policies[`${stack.name}: ${name}`] = { Version: '2012-10-17', Statement };
    return `${stack.name}: ${name}`;
  };
  const names = {
    router: policy('the router', stack.roles.router),
    deliverer: policy('the deliverer', stack.roles.deliverer),
  };
  const check =
    (expected: Check['expected'], words: string) =>
    (use: Use): Check => ({
      questions: [questionOf(names[use.role], use)],
      expected,
      otherwise: `${stack.name}: ${wordsOf(use)} is ${words}`,
    });
  const grants = narrowed(stack.roles).map(({ role, what, statement, concerns }, at): Check => {
    const name = policy(`${role} ${at}`, [statement]);
    const candidates = uses.filter((use) => use.role === role && concerns(use.action));
    return {
      questions: candidates.map((use) => questionOf(name, use)),
      expected: 'Allowed',
      otherwise: `${stack.name}: the ${role}: ${what} is granted, and no call uses it`,
    };
  });
  return [...uses.map(check('Allowed', 'denied')), ...forbidden(uses).map(check('denied', 'allowed')), ...grants];
};

/** Asks all questions at once. @returns the problems of each list of checks. */
const problemsOf = async (lists: readonly (readonly Check[])[], policies: Record<string, object>) => {
  const results = await simulate(
    policies,
    lists.flat().flatMap(({ questions }) => questions),
  );
  let from = 0;
  const problemOf = ({ questions, expected, otherwise }: Check): string[] => {
    const answers = results.slice(from, from + questions.length);
    from += questions.length;
    const errors = answers.filter((answer) => answer.startsWith('Error'));
    const isMet = answers.some((answer) => (expected === 'Allowed' ? answer === expected : answer.endsWith('Denied')));
    return [...new Set(errors), ...(isMet ? [] : [otherwise])];
  };
  return lists.map((checks) => checks.flatMap(problemOf));
};

/**
 * Judges the roles of the packaged template by a simulator of IAM: every call that the functions make is allowed, what
 * belongs to other stages and to the other function is denied, and nothing is granted that no call uses.
 */
export const judgePermissions = async (): Promise<Verdict> => {
  const recorded = await recordCalls();
  const [standard, ...others] = await stacks();
  if (!standard) throw new Error('there is no stack');
  const broken = brokenStacks(standard);
  const policies: Record<string, object> = {};
  const good = [standard, ...others].map((stack) => checksOf(stack, recorded, policies));
  const bad = broken.map(({ stack }) => checksOf(stack, recorded, policies));
  const problems = await problemsOf([...good, ...bad], policies);
  const unseen = broken.flatMap(({ stack, expected }, at) =>
    problems[good.length + at]?.some((problem) => expected.test(problem))
      ? []
      : [`a role ${stack.name} is accepted: no problem matches ${expected}`],
  );
  const checks = good.flat();
  const denials = checks.filter(({ expected }) => expected === 'denied').length;
  return {
    counts: `${checks.length - denials} permissions needed and ${denials} denied in ${good.length} stacks, ${bad.length} with a fault`,
    problems: [...problems.slice(0, good.length).flat(), ...unseen],
  };
};
