import { approvalStarted, pipelineEvent } from '../../../events/shared/codepipeline-examples.ts';
import { safeLine } from '../../../text/safe-line.ts';
import type { Rule } from '../../aws/deployed.ts';
import { namesOf } from '../../aws/resources.ts';
import { aws, serverless } from '../../suggest.ts';
import { type Check, fault, type Problem, restore, type StackContext, unless, warning } from './check.ts';

/** Runs a check for every rule of the stage. */
const forEachRule = async (
  context: StackContext,
  check: (rule: Rule) => Promise<readonly Problem[]> | readonly Problem[],
): Promise<Problem[]> => {
  const rules = await context.stack.rules();
  return (await Promise.all(rules.map(check))).flat();
};

const facts = (now: Date) => ({ pipeline: 'pipebell-doctor', execution: crypto.randomUUID(), startedAt: now, at: now });

/** Events that the rules of every stack must match. */
const SAMPLES = [
  { what: 'a failed pipeline', event: (now: Date) => pipelineEvent('FAILED', facts(now)) },
  { what: 'a waiting approval', event: (now: Date) => approvalStarted(facts(now)) },
];

const matches = async ({ call }: StackContext, { pattern }: Rule, event: object): Promise<boolean> => {
  const input = { EventPattern: pattern, Event: JSON.stringify(event) };
  return (await call('events TestEventPattern', input)).Result ?? false;
};

const isOfPipelines = (pattern: string): boolean => /"CodePipeline \w+ Execution State Change"/.test(pattern);

export const rulesChecks: readonly Check[] = [
  {
    name: 'the rules of the stack exist',
    async run({ stack, options }) {
      const declared = namesOf(await stack.resources(), 'AWS::Events::Rule');
      const existing = (await stack.rules()).map(({ name }) => name);
      if (declared.length === 0 && existing.length === 0) {
        const fix = `intended with levels=none, where notification rules publish on the topic; otherwise deploy with a level: ${serverless('deploy', options)} --param=levels=pipeline`;
        return [warning('there is no rule: EventBridge sends no events', fix)];
      }
      const missing = declared.filter((name) => !existing.includes(name));
      return missing.map((name) => fault(`the rule ${safeLine(name, 200)} was deleted`, restore(options)));
    },
  },
  {
    name: 'every rule is enabled',
    run: (context) =>
      forEachRule(context, ({ name, enabled }) =>
        unless(
          enabled,
          fault(
            `the rule ${name} is disabled and sends no events`,
            aws(`events enable-rule --name ${name}`, context.options),
          ),
        ),
      ),
  },
  {
    name: 'every rule publishes on the topic with a role, and has a dead-letter queue',
    run: async (context) => {
      const { call, options, stack } = context;
      const topic = await stack.topicArn();
      return forEachRule(context, async ({ name }) => {
        const { Targets = [] } = await call('events ListTargetsByRule', { Rule: name });
        const target = Targets.find(({ Arn }) => Arn === topic);
        if (!target) return [fault(`the rule ${name} does not publish on the topic`, restore(options))];
        const queue = target.DeadLetterConfig?.Arn;
        return [
          ...unless(Boolean(target.RoleArn), fault(`the rule ${name} publishes without a role`, restore(options))),
          ...unless(
            Boolean(queue),
            fault(
              `the rule ${name} has no dead-letter queue: events that it cannot publish are lost`,
              restore(options),
            ),
          ),
        ];
      });
    },
  },
  {
    name: 'the rules match the events of CodePipeline',
    run: async (context) => {
      const rules = (await context.stack.rules()).filter(({ pattern }) => isOfPipelines(pattern));
      if (rules.length === 0) return [];
      const now = context.io.now();
      const checks = SAMPLES.map(async ({ what, event }) => {
        const matched = await Promise.all(rules.map((rule) => matches(context, rule, event(now))));
        return unless(matched.includes(true), fault(`no rule matches ${what}`, restore(context.options)));
      });
      return (await Promise.all(checks)).flat();
    },
  },
];
