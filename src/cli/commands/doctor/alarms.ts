import { safeLine } from '../../../text/safe-line.ts';
import { ALARM_TYPE, isRaised, readAlarms } from '../../aws/alarms.ts';
import { orMissing } from '../../aws/operations.ts';
import { namesOf } from '../../aws/resources.ts';
import { type Check, fault, restoreHint, type StackContext, unless, warning } from './check.ts';
import { subscriptionsTo } from './topic.ts';

const DEPLOY_WITH = 'deploy with --param="alertEmail=…" or --param="alarmTopicArn=…"';

/** True if the topic has a confirmed subscription. */
const hasSubscriber = async ({ call }: StackContext, TopicArn: string): Promise<boolean> => {
  const found = await orMissing(subscriptionsTo(call, TopicArn));
  return (found ?? []).some(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
};

export const alarmChecks: readonly Check[] = [
  {
    name: 'the alarms of the stack exist',
    async run({ call, options, stack }) {
      const declared = namesOf(await stack.resources(), ALARM_TYPE);
      const existing = (await readAlarms(call, options.stage)).map(({ name }) => name);
      const missing = declared.filter((name) => !existing.includes(name));
      return missing.map((name) => fault(`the alarm ${safeLine(name, 255)} was deleted`, restoreHint(options)));
    },
  },
  {
    name: 'no alarm is in state ALARM',
    async run({ call, options }) {
      const raised = (await readAlarms(call, options.stage)).filter(isRaised);
      return raised.map(({ name, description }) =>
        warning(`${name} is in state ALARM`, description || 'look at it in CloudWatch'),
      );
    },
  },
  {
    name: 'the alarms notify a subscriber',
    async run(context) {
      const alarms = await readAlarms(context.call, context.options.stage);
      const silent = alarms.filter(({ actions }) => actions.length === 0);
      if (alarms.length > 0 && silent.length === alarms.length)
        return [warning('no alarm notifies anyone', DEPLOY_WITH)];
      const topics = [...new Set(alarms.flatMap(({ actions }) => actions))].filter((arn) => /:sns:/.test(arn));
      const subscribed = await Promise.all(topics.map((topic) => hasSubscriber(context, topic)));
      const confirm = 'confirm the subscription by the link in AWS’s mail, or subscribe an address';
      return [
        ...silent.map(({ name }) => warning(`the alarm ${name} has no action`, restoreHint(context.options))),
        ...topics.flatMap((topic, at) =>
          unless(
            subscribed[at] === true,
            warning(`no confirmed subscription to ${safeLine(topic.split(':').at(-1) ?? '', 200)}`, confirm),
          ),
        ),
      ];
    },
  },
];
