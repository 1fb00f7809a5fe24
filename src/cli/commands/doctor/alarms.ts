import { safeLine } from '../../../text/safe-line.ts';
import { ALARM_TYPE, isRaised, readAlarms } from '../../aws/alarms.ts';
import { orMissing } from '../../aws/operations.ts';
import { namesOf } from '../../aws/resources.ts';
import { aws, serverless } from '../../suggest.ts';
import { type Check, fault, restore, type StackContext, unless, warning } from './check.ts';
import { subscriptionsTo } from './topic.ts';

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
      return missing.map((name) => fault(`the alarm ${safeLine(name, 255)} was deleted`, restore(options)));
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
        return [
          warning(
            'no alarm notifies anyone',
            `deploy with an address, and the other --param options of the last deployment: ${serverless('deploy', context.options)} --param=alertEmail=ADDRESS`,
          ),
        ];
      const topics = [...new Set(alarms.flatMap(({ actions }) => actions))].filter((arn) => /:sns:/.test(arn));
      const subscribed = await Promise.all(topics.map((topic) => hasSubscriber(context, topic)));
      const subscribe = (topic: string): string =>
        aws(`sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ADDRESS`, context.options);
      return [
        ...silent.map(({ name }) => warning(`the alarm ${name} has no action`, restore(context.options))),
        ...topics.flatMap((topic, at) =>
          unless(
            subscribed[at] === true,
            warning(
              `no confirmed subscription to ${safeLine(topic.split(':').at(-1) ?? '', 200)}`,
              `subscribe an address, and confirm it by the link in the mail from AWS: ${subscribe(topic)}`,
            ),
          ),
        ),
      ];
    },
  },
];
