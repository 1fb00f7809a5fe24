import { safeLine } from '../../../text/safe-line.ts';
import { ALARM_TYPE, isRaised, readAlarms } from '../../aws/alarms.ts';
import { orMissing } from '../../aws/operations.ts';
import { namesOf } from '../../aws/resources.ts';
import { type Check, fault, restoreHint, type StackContext, unless, warning } from './check.ts';
import { subscriptionsTo } from './topic.ts';

const GIVE = 'give the deployment --param="alertEmail=…" or --param="alarmTopicArn=…"';

/** Does anybody hear of what is published on a topic? */
const isHeard = async ({ call }: StackContext, TopicArn: string): Promise<boolean> => {
  const found = await orMissing(subscriptionsTo(call, TopicArn));
  return (found ?? []).some(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
};

export const alarmChecks: readonly Check[] = [
  {
    promise: 'the alarms that the stack made are there',
    async look({ call, options, stack }) {
      const made = namesOf(await stack.resources(), ALARM_TYPE);
      const there = (await readAlarms(call, options.stage)).map(({ name }) => name);
      const gone = made.filter((name) => !there.includes(name));
      return gone.map((name) => fault(`the alarm ${safeLine(name, 255)} is gone`, restoreHint(options)));
    },
  },
  {
    promise: 'no alarm is raised',
    async look({ call, options }) {
      const raised = (await readAlarms(call, options.stage)).filter(isRaised);
      return raised.map(({ name, says }) => warning(`${name} is raised`, says || 'look at it in CloudWatch'));
    },
  },
  {
    promise: 'the alarms have somebody to tell',
    async look(patient) {
      const alarms = await readAlarms(patient.call, patient.options.stage);
      const silent = alarms.filter(({ listeners }) => listeners.length === 0);
      if (alarms.length > 0 && silent.length === alarms.length) return [warning('they tell nobody', GIVE)];
      const topics = [...new Set(alarms.flatMap(({ listeners }) => listeners))].filter((arn) => /:sns:/.test(arn));
      const heard = await Promise.all(topics.map((topic) => isHeard(patient, topic)));
      const confirm = 'has the mail that asks to confirm the subscription been answered?';
      return [
        ...silent.map(({ name }) => warning(`the alarm ${name} tells nobody`, restoreHint(patient.options))),
        ...topics.flatMap((topic, at) =>
          unless(
            heard[at] === true,
            warning(`nobody has subscribed to ${safeLine(topic.split(':').at(-1) ?? '', 200)}`, confirm),
          ),
        ),
      ];
    },
  },
];
