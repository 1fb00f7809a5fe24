import { actionsOf, asksOf } from '../src/enrichment/asks-of.ts';
import type { Asked } from '../src/model/enrichment.ts';
import type { EventSource } from '../src/model/event-source.ts';
import { pseudo } from './rules.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

const prefixOf = ({ service }: Asked): string => service.prefix ?? service.name;

const allActionsOf = (asks: readonly Asked[]): string[] => [...new Set(asks.flatMap(actionsOf))];

/** An ARN in the relay's account and any Region. */
const arnOf = (prefix: string, last: string): object => ({
  'Fn::Join': ['', ['arn:', pseudo('Partition'), `:${prefix}:*:`, pseudo('AccountId'), `:${last}`]],
});

const allow = (Sid: string, Action: readonly string[], rest: Pick<Statement, 'Resource' | 'Condition'>): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  ...rest,
});

const onResources = (asks: readonly Asked[]): Statement[] => {
  const places = asks.flatMap((asked) =>
    [asked.resources].flat().map((last): [string, string] => [prefixOf(asked), last]),
  );
  const unique = new Map(places.map((place) => [place.join(':'), place]));
  return asks.length > 0
    ? [allow('AskWhy', allActionsOf(asks), { Resource: [...unique.values()].map((place) => arnOf(...place)) })]
    : [];
};

const onAny = (asks: readonly Asked[]): Statement[] =>
  asks.length > 0 ? [allow('AskWhyOfAny', allActionsOf(asks), { Resource: '*' })] : [];

const onCondition = (asked: Asked): Statement => {
  const keys = Object.entries(asked.condition ?? {}).map(([key, last]) => [key, arnOf(prefixOf(asked), last)]);
  const name = asked.operations.join('');
  return allow(`Ask${name}`, actionsOf(asked), {
    Resource: '*',
    Condition: { ArnLike: Object.fromEntries(keys) },
  });
};

/**
 * The statements that allow the router the calls that the chosen event sources declare, and no others.
 * @param all the registry, in which the sources are that explain the failed actions of a pipeline.
 */
export const enrichmentRights = (chosen: readonly EventSource[], all: readonly EventSource[]): Statement[] => {
  const asks = asksOf(chosen, all);
  const free = asks.filter(({ resources }) => resources === 'any');
  return [
    ...onResources(asks.filter(({ resources }) => resources !== 'any')),
    ...onAny(free.filter(({ condition }) => !condition)),
    ...free.filter(({ condition }) => condition).map(onCondition),
    // IAM restricts this action to no resource.
    allow('NameAccount', ['iam:ListAccountAliases'], { Resource: '*' }),
  ];
};
