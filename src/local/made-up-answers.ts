import { type AwsCall, AwsError } from '../aws/call.ts';
import { Cache } from '../enrichment/cache.ts';
import { type ContextOptions, createContext } from '../lambda/context.ts';
import type { Notification } from '../model/notification.ts';
import type { ContextPorts } from '../relay/context.ts';
import type { Answers } from '../samples/answers.ts';

/** Finds the sample answers about one event; `undefined` if the event must not be enriched. */
export type AnswersFor = (notification: Notification) => Promise<Answers> | undefined;

/** Time limit for enriching one event, in milliseconds. Default of the stack parameter. */
const BUDGET_MS = 2500;

const callWith =
  (answers: Answers): AwsCall =>
  async (service, operation, input) => {
    const answer = answers[`${service} ${operation}`];
    if (!answer) throw new AwsError(service, operation, 'NotFound');
    return answer(input);
  };

/**
 * Enriches each event with sample answers of its own instead of those of the local AWS, which has one answer for all.
 * Past endings are not asked for: the stored history alone decides about the transition.
 */
export const inquireWith = (options: ContextOptions, answersFor: AnswersFor): ContextPorts['inquire'] => {
  const ports = createContext(options);
  return (notification) => {
    const answers = answersFor(notification);
    if (!answers) return ports.inquire(notification);
    const callFor = async () => callWith(await answers);
    const own = createContext({ ...options, budgetMs: BUDGET_MS, cache: new Cache(), callFor });
    return { ...own.inquire(notification), pastEndings: async () => [] };
  };
};
