import type { Subscription } from '@aws-sdk/client-sns';
import { shellWord } from '../../../text/shell-word.ts';
import { allPages, type Call, orMissing } from '../../aws/operations.ts';
import { topicName } from '../../aws/topics.ts';
import { aws } from '../../suggest.ts';
import { type Check, fault, type Problem, restore, type StackContext, unless, warning } from './check.ts';
import { allowsEveryone, allowsService, deniesPlaintext, statementsOf } from './policy.ts';

/** The attributes of the topic in the stack's outputs; `undefined` if it does not exist. */
const topicOf = async ({ call, stack }: StackContext): Promise<Record<string, string> | undefined> =>
  (await orMissing(call('sns GetTopicAttributes', { TopicArn: await stack.topicArn() })))?.Attributes;

/** Every subscription of a topic. */
export const subscriptionsTo = (call: Call, TopicArn: string): Promise<Subscription[]> =>
  allPages(async (token) => {
    const page = await call('sns ListSubscriptionsByTopic', { TopicArn, ...token });
    return [page.Subscriptions, page.NextToken];
  });

const subscriptionsOf = async ({ call, stack }: StackContext): Promise<Subscription[]> =>
  subscriptionsTo(call, await stack.topicArn());

const isRouter = ({ Endpoint }: { Endpoint?: string | undefined }, { stack }: StackContext): boolean =>
  Endpoint?.split(':function:')[1] === stack.functionName('router');

/** The number of subscriptions other than the router's. */
export const otherSubscribers = async (context: StackContext): Promise<number> => {
  const subscriptions = await subscriptionsOf(context);
  return subscriptions.filter((each) => !isRouter(each, context)).length;
};

const checkSubscription = async (context: StackContext): Promise<Problem[]> => {
  const { call, options, stack } = context;
  const found = (await subscriptionsOf(context)).find((each) => isRouter(each, context));
  const topic = await stack.topicArn();
  const router = await stack.arnOf('lambda', `function:${stack.functionName('router')}`);
  const redrive = JSON.stringify({ deadLetterTargetArn: await stack.arnOf('sqs', stack.queues.unrouted) });
  const attributes = shellWord(JSON.stringify({ RedrivePolicy: redrive }));
  const subscribe = aws(
    `sns subscribe --topic-arn ${topic} --protocol lambda --notification-endpoint ${router} --attributes ${attributes}`,
    options,
  );
  if (!found) return [fault('the router is not subscribed to the topic and gets no events', subscribe)];
  const { SubscriptionArn = '' } = found;
  if (!SubscriptionArn.startsWith('arn:')) return [fault('the subscription is not confirmed', subscribe)];
  const { Attributes = {} } = await call('sns GetSubscriptionAttributes', { SubscriptionArn });
  const set = (name: string, value: string): string =>
    aws(
      `sns set-subscription-attributes --subscription-arn ${SubscriptionArn} --attribute-name ${name} --attribute-value ${shellWord(value)}`,
      options,
    );
  const hasRedrive = (Attributes.RedrivePolicy ?? '').includes(`:${stack.queues.unrouted}"`);
  const { FilterPolicy = '{}' } = Attributes;
  return [
    ...unless(
      hasRedrive,
      fault(
        'the subscription has no redrive policy: events that SNS cannot deliver to the router are lost',
        set('RedrivePolicy', redrive),
      ),
    ),
    ...unless(
      /^\s*(?:\{\s*\})?\s*$/.test(FilterPolicy),
      warning(
        'a filter policy on the subscription keeps events from the router',
        `remove it, unless it is intended: ${set('FilterPolicy', '{}')}`,
      ),
    ),
  ];
};

export const topicChecks: readonly Check[] = [
  {
    name: 'the topic exists and is encrypted',
    async run(context) {
      const topic = await topicOf(context);
      if (!topic) return [fault('the topic was deleted', restore(context.options))];
      return unless(
        Boolean(topic.KmsMasterKeyId),
        warning(
          'the topic is not encrypted',
          aws(
            `sns set-topic-attributes --topic-arn ${topic.TopicArn} --attribute-name KmsMasterKeyId --attribute-value alias/aws/sns`,
            context.options,
          ),
        ),
      );
    },
  },
  {
    name: 'only known principals may publish on the topic, and only with TLS',
    async run(context) {
      const arn = await context.stack.topicArn();
      const statements = statementsOf((await topicOf(context))?.Policy);
      const fix = restore(context.options);
      // A topic that was passed as the parameter `topicArn` has a policy of its owner.
      const own = arn.split(':').at(-1) === topicName(context.options.stage);
      const everyone = fault('its policy allows everyone to publish', own ? fix : 'narrow the policy of your topic');
      return [
        ...unless(!statements.some(allowsEveryone), everyone),
        ...unless(!own || statements.some(deniesPlaintext), warning('it accepts messages without TLS', fix)),
      ];
    },
  },
  { name: 'the router is subscribed to the topic', run: checkSubscription },
  {
    name: 'the topic may invoke the router',
    async run({ call, options, stack }) {
      const [arn, policy] = [
        await stack.topicArn(),
        await orMissing(call('lambda GetPolicy', { FunctionName: stack.functionName('router') })),
      ];
      const isAllowed = statementsOf(policy?.Policy).some((each) => allowsService(each, 'sns.amazonaws.com', arn));
      const add = aws(
        `lambda add-permission --function-name ${stack.functionName('router')} --statement-id topic --action lambda:InvokeFunction --principal sns.amazonaws.com --source-arn ${arn}`,
        options,
      );
      return unless(isAllowed, fault('SNS has no permission to invoke the router', add));
    },
  },
];
