import * as z from 'zod/mini';
import { enrichmentRights } from '../../scripts/enrichment-rights.ts';
import type { Asked, JsonService } from '../../src/model/enrichment.ts';
import { defineEventSource, type EventSource } from '../../src/model/event-source.ts';

const service = (name: string, prefix?: string): JsonService => ({
  name,
  ...(prefix && { prefix }),
  target: 'T',
  version: '1.1',
});

const source = (name: string, asks: readonly Asked[], more: object = {}): EventSource =>
  defineEventSource({
    name,
    examples: () => [],
    event: z.unknown(),
    notify: () => undefined,
    enrichment: { asks, applies: () => true, load: async () => ({}), ...more },
  });

const BAKER = source('baker', [
  { service: service('ovens'), operations: ['GetOven'], resources: ['oven/*'] },
  { service: service('dough', 'flour'), operations: ['ListDough', 'GetDough'], resources: ['*'] },
]);
const SHOP = source('shop', [{ service: service('tills'), operations: ['ListTills'], resources: 'any' }]);
const WITHIN = source('within', [
  { service: service('ecs'), operations: ['ListTasks'], resources: 'any', condition: { 'ecs:cluster': 'cluster/*' } },
]);
const EXPLAINS = source(
  'explains',
  [
    { service: service('why'), operations: ['GetWhy'], resources: ['why/*'] },
    { service: service('why'), operations: ['GetOwn'], resources: ['own/*'], own: true },
  ],
  { providers: ['Why'] },
);
const PIPELINE = source('line', [{ service: service('line'), operations: ['GetLine'], resources: ['*'] }], {
  asksProviders: true,
});
const ALL = [BAKER, SHOP, WITHIN, EXPLAINS, PIPELINE];

const arn = (service: string, last: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:*:`, { Ref: 'AWS::AccountId' }, `:${last}`]],
});

/** The statements but the one to read the account's own name, which is needed whatever is asked. */
const rightsOf = (chosen: readonly EventSource[]) => {
  const statements = enrichmentRights(chosen, ALL);
  expect(statements.at(-1)?.Sid).toBe('NameAccount');
  return statements.slice(0, -1);
};

describe('the rights for enrichment', () => {
  test('are those of the chosen sources only', () => {
    expect(rightsOf([BAKER])).toEqual([
      {
        Sid: 'AskWhy',
        Effect: 'Allow',
        Action: ['ovens:GetOven', 'flour:ListDough', 'flour:GetDough'],
        Resource: [arn('ovens', 'oven/*'), arn('flour', '*')],
      },
    ]);
    expect(rightsOf([])).toEqual([]);
  });

  test('name no resource where IAM cannot restrict an operation to one', () => {
    expect(rightsOf([SHOP, WITHIN])).toEqual([
      { Sid: 'AskWhyOfAny', Effect: 'Allow', Action: ['tills:ListTills'], Resource: '*' },
      {
        Sid: 'AskListTasks',
        Effect: 'Allow',
        Action: ['ecs:ListTasks'],
        Resource: '*',
        Condition: { ArnLike: { 'ecs:cluster': arn('ecs', 'cluster/*') } },
      },
    ]);
  });

  test('include those that explain failed actions, if a source asks about these', () => {
    const [statement, ...others] = rightsOf([PIPELINE]);

    expect(statement?.Action).toEqual(['line:GetLine', 'why:GetWhy']);
    expect(others).toEqual([]);
    expect(rightsOf([EXPLAINS])[0]?.Action).toEqual(['why:GetWhy', 'why:GetOwn']);
  });
});
