import { approvalStarted, pipelineEvent } from '../../../events/shared/codepipeline-examples.ts';
import { safeLine } from '../../../text/safe-line.ts';
import type { Rule } from '../../aws/deployed.ts';
import { namesOf } from '../../aws/resources.ts';
import { type Check, fault, type Problem, restoreHint, type StackContext, unless, warning } from './check.ts';

const ENABLE = 'aws events enable-rule --name';

/** Looks at every rule of the stage; there may be many. */
const ofEach = async (
  patient: StackContext,
  look: (rule: Rule) => Promise<readonly Problem[]> | readonly Problem[],
): Promise<Problem[]> => {
  const rules = await patient.stack.rules();
  return (await Promise.all(rules.map(look))).flat();
};

const facts = (now: Date) => ({ pipeline: 'pipebell-doctor', execution: crypto.randomUUID(), startedAt: now, at: now });

/** What every stack with rules must hear of. */
const SAMPLES = [
  { what: 'a pipeline that failed', event: (now: Date) => pipelineEvent('FAILED', facts(now)) },
  { what: 'an approval that waits', event: (now: Date) => approvalStarted(facts(now)) },
];

const matches = async ({ call }: StackContext, { pattern }: Rule, event: object): Promise<boolean> => {
  const input = { EventPattern: pattern, Event: JSON.stringify(event) };
  return (await call('events TestEventPattern', input)).Result ?? false;
};

const isOfPipelines = (pattern: string): boolean => /"CodePipeline \w+ Execution State Change"/.test(pattern);

export const rulesChecks: readonly Check[] = [
  {
    promise: 'the rules that the stack made are there',
    async look({ stack, options }) {
      const made = namesOf(await stack.resources(), 'AWS::Events::Rule');
      const there = (await stack.rules()).map(({ name }) => name);
      if (made.length === 0 && there.length === 0) {
        const mend =
          'that is right with levels=none, where notification rules feed the topic; else deploy with a level';
        return [warning('there is no rule: EventBridge brings nothing', mend)];
      }
      const gone = made.filter((name) => !there.includes(name));
      return gone.map((name) => fault(`the rule ${safeLine(name, 200)} is gone`, restoreHint(options)));
    },
  },
  {
    promise: 'every rule is switched on',
    look: (patient) =>
      ofEach(patient, ({ name, enabled }) =>
        unless(enabled, fault(`the rule ${name} is switched off, and brings nothing`, `${ENABLE} ${name}`)),
      ),
  },
  {
    promise: 'every rule publishes on the topic, with a role, and keeps what it could not publish',
    look: async (patient) => {
      const { call, options, stack } = patient;
      const topic = await stack.topicArn();
      return ofEach(patient, async ({ name }) => {
        const { Targets = [] } = await call('events ListTargetsByRule', { Rule: name });
        const target = Targets.find(({ Arn }) => Arn === topic);
        if (!target) return [fault(`the rule ${name} does not publish on the topic`, restoreHint(options))];
        const queue = target.DeadLetterConfig?.Arn;
        return [
          ...unless(Boolean(target.RoleArn), fault(`the rule ${name} publishes without a role`, restoreHint(options))),
          ...unless(Boolean(queue), fault(`the rule ${name} loses what it cannot publish`, restoreHint(options))),
        ];
      });
    },
  },
  {
    promise: 'the rules match what CodePipeline sends',
    look: async (patient) => {
      const rules = (await patient.stack.rules()).filter(({ pattern }) => isOfPipelines(pattern));
      if (rules.length === 0) return [];
      const now = patient.io.now();
      const looks = SAMPLES.map(async ({ what, event }) => {
        const matched = await Promise.all(rules.map((rule) => matches(patient, rule, event(now))));
        return unless(matched.includes(true), fault(`no rule matches ${what}`, restoreHint(patient.options)));
      });
      return (await Promise.all(looks)).flat();
    },
  },
];
