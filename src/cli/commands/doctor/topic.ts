import type { Subscription } from '@aws-sdk/client-sns';
import { allPages, type Call, orMissing } from '../../aws/operations.ts';
import { topicName } from '../../aws/topics.ts';
import { type Check, fault, type Problem, restoreHint, type StackContext, unless, warning } from './check.ts';
import { letsIn, letsInAnybody, refusesPlain, statementsOf } from './policy.ts';

/** The attributes of the topic that the stack tells; `undefined` if there is no such topic. */
const topicOf = async ({ call, stack }: StackContext): Promise<Record<string, string> | undefined> =>
  (await orMissing(call('sns GetTopicAttributes', { TopicArn: await stack.topicArn() })))?.Attributes;

/** Everything that hears of a topic. */
export const subscriptionsTo = (call: Call, TopicArn: string): Promise<Subscription[]> =>
  allPages(async (token) => {
    const page = await call('sns ListSubscriptionsByTopic', { TopicArn, ...token });
    return [page.Subscriptions, page.NextToken];
  });

/** The subscriptions of the topic, without those of other accounts that are none of ours. */
const subscriptionsOf = async ({ call, stack }: StackContext): Promise<Subscription[]> =>
  subscriptionsTo(call, await stack.topicArn());

const isRouter = ({ Endpoint }: { Endpoint?: string | undefined }, { stack }: StackContext): boolean =>
  Endpoint?.split(':function:')[1] === stack.functionName('router');

/** How many others hear of everything that is published on the topic. */
export const otherSubscribers = async (patient: StackContext): Promise<number> => {
  const subscriptions = await subscriptionsOf(patient);
  return subscriptions.filter((each) => !isRouter(each, patient)).length;
};

const lookAtSubscription = async (patient: StackContext): Promise<Problem[]> => {
  const { call, options, stack } = patient;
  const found = (await subscriptionsOf(patient)).find((each) => isRouter(each, patient));
  const topic = await stack.topicArn();
  const router = await stack.arnOf('lambda', `function:${stack.functionName('router')}`);
  const subscribe = `aws sns subscribe --topic-arn ${topic} --protocol lambda --notification-endpoint ${router}`;
  if (!found) return [fault('the router is not subscribed to the topic, and hears of nothing', subscribe)];
  const { SubscriptionArn = '' } = found;
  if (!SubscriptionArn.startsWith('arn:')) return [fault('the subscription is not confirmed', subscribe)];
  const { Attributes = {} } = await call('sns GetSubscriptionAttributes', { SubscriptionArn });
  const keeps = (Attributes.RedrivePolicy ?? '').includes(`:${stack.queues.unrouted}"`);
  const { FilterPolicy = '{}' } = Attributes;
  return [
    ...unless(keeps, fault('what SNS cannot hand to the router is lost: no redrive policy', restoreHint(options))),
    ...unless(
      /^\s*(?:\{\s*\})?\s*$/.test(FilterPolicy),
      warning('a filter policy on the subscription keeps events from the router', 'remove it unless it is meant'),
    ),
  ];
};

export const topicChecks: readonly Check[] = [
  {
    promise: 'the topic is there and encrypted',
    async look(patient) {
      const topic = await topicOf(patient);
      if (!topic) return [fault('the topic is gone', restoreHint(patient.options))];
      return unless(
        Boolean(topic.KmsMasterKeyId),
        warning(
          'the topic is not encrypted',
          `aws sns set-topic-attributes --topic-arn ${topic.TopicArn} --attribute-name KmsMasterKeyId --attribute-value alias/aws/sns`,
        ),
      );
    },
  },
  {
    promise: 'nobody unknown may publish on the topic, and nobody in the clear',
    async look(patient) {
      const arn = await patient.stack.topicArn();
      const statements = statementsOf((await topicOf(patient))?.Policy);
      const mend = restoreHint(patient.options);
      // A topic that somebody gave (`topicArn`) has a policy of theirs.
      const own = arn.split(':').at(-1) === topicName(patient.options.stage);
      const anybody = fault('its policy lets anybody publish', own ? mend : 'narrow the policy of your topic');
      return [
        ...unless(!statements.some(letsInAnybody), anybody),
        ...unless(!own || statements.some(refusesPlain), warning('it takes messages without TLS', mend)),
      ];
    },
  },
  { promise: 'the router is subscribed to the topic', look: lookAtSubscription },
  {
    promise: 'the topic may invoke the router',
    async look({ call, stack }) {
      const [arn, policy] = [
        await stack.topicArn(),
        await orMissing(call('lambda GetPolicy', { FunctionName: stack.functionName('router') })),
      ];
      const lets = statementsOf(policy?.Policy).some((each) => letsIn(each, 'sns.amazonaws.com', arn));
      const add = `aws lambda add-permission --function-name ${stack.functionName('router')} --statement-id topic --action lambda:InvokeFunction --principal sns.amazonaws.com --source-arn ${arn}`;
      return unless(lets, fault('SNS has no permission to invoke the router', add));
    },
  },
];
