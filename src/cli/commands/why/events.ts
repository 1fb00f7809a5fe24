import { type Line, type Lines, logGroups, readLines, type Term } from '../../aws/log-lines.ts';
import type { Call } from '../../aws/operations.ts';

const isRouting = ({ event }: Line): boolean => event === 'routed' || event === 'no-targets';

const routings = async (call: Call, stage: string, anyOf: readonly Term[], from: Date): Promise<Lines> => {
  const { lines, cut } = await readLines(call, logGroups(stage).router, { anyOf, from, newest: true });
  return { lines: lines.filter(isRouting), cut };
};

const fieldsOf = (fields: readonly Term[0][], name: string): Term[] => fields.map((field) => [field, name]);

/**
 * Finds the router's lines about events that a name selects: a pipeline, a resource, an execution, an event or a
 * delivery. The oldest first.
 */
export const findRoutings = async (call: Call, stage: string, name: string, from: Date): Promise<Lines> => {
  const byName = fieldsOf(['pipeline', 'resource', 'execution', 'eventId'], name);
  const found = await routings(call, stage, byName, from);
  if (found.lines.length > 0) return found;
  const { lines } = await readLines(call, logGroups(stage).deliverer, { anyOf: [['deliveryId', name]], from });
  const [eventId] = lines.flatMap((line) => line.eventId ?? []);
  return eventId === undefined ? found : routings(call, stage, [['eventId', eventId]], from);
};
