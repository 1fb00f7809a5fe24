import { loadEventSources } from '../src/events/index.ts';
import { pseudo } from './rules.ts';

/** The statement that allows the router the calls that the event sources declare, including sources without rules. */
export const enrichmentRights = async (): Promise<object> => {
  const asks = (await loadEventSources()).flatMap(({ enrichment }) => enrichment?.asks ?? []);
  const actions = asks.flatMap(({ service, operations }) => operations.map((name) => `${service.name}:${name}`));
  const resources = asks.flatMap(({ service, resources }) =>
    resources.map((resource) => `${service.name}:*:{account}:${resource}`),
  );
  return {
    Sid: 'AskWhy',
    Effect: 'Allow',
    Action: [...new Set(actions)],
    Resource: [...new Set(resources)].map((arn) => {
      const [before, after] = arn.split('{account}');
      return { 'Fn::Join': ['', ['arn:', pseudo('Partition'), ':', before, pseudo('AccountId'), after]] };
    }),
  };
};
