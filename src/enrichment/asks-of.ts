import type { Asked } from '../model/enrichment.ts';
import type { EventSource } from '../model/event-source.ts';

/**
 * What the router asks for the chosen sources. A source that explains failed actions needs the questions about them too.
 * @param all the registry, in which the sources are that explain failed actions.
 */
export const asksOf = (chosen: readonly EventSource[], all: readonly EventSource[]): Asked[] => {
  const explainers = chosen.some(({ enrichment }) => enrichment?.asksProviders)
    ? all.filter(({ enrichment }) => enrichment?.providers)
    : [];
  const asks = [
    ...chosen.flatMap(({ enrichment }) => enrichment?.asks ?? []),
    ...explainers.flatMap(({ enrichment }) => enrichment?.asks.filter(({ own }) => !own) ?? []),
  ];
  return [...new Set(asks)];
};

/** Names of the IAM actions, such as `states:GetExecutionHistory`. */
export const actionsOf = ({ service, operations }: Asked): string[] =>
  operations.map((name) => `${service.prefix ?? service.name}:${name}`);
