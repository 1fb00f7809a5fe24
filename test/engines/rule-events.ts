import { loadEventSources } from '../../src/events/index.ts';
import { changed, type Event, NEAR_MISSES } from './near-misses.ts';

/** An event for the bus, and the rule that has to match it. */
export interface Sent {
  readonly name: string;
  readonly event: Event;
  /** The event source whose rule has to match it, if it is deployed; `undefined` if no rule may match it. */
  readonly reader: string | undefined;
}

const NOW = new Date('2026-03-04T09:15:30.000Z');

/** Reads whatever no other source reads from the topic, and has no rule. */
const WITHOUT_RULE = 'generic';

/** Read by its detail type alone, because any application sends it. */
const FROM_ANY_SOURCE = 'pipebell.notification';

/** `undefined` for a message that reaches the topic without EventBridge. */
const eventOf = (text: string): Event | undefined => {
  if (!text.startsWith('{')) return undefined;
  const event = JSON.parse(text);
  return 'detail-type' in event && 'source' in event ? event : undefined;
};

/** Every example of every event source that has the form of EventBridge. */
const examples = async (): Promise<Sent[]> => {
  const sources = await loadEventSources();
  const sent = sources.map(async (source) => {
    const reader = source.name === WITHOUT_RULE ? undefined : source.name;
    const all = await source.examples(NOW);
    return all.flatMap(({ name, text }): Sent[] => {
      const event = eventOf(text);
      return event ? [{ name, reader, event }] : [];
    });
  });
  return (await Promise.all(sent)).flat();
};

/** The same event in another form: those that its rule still has to match, and those that no rule may match. */
const variantsOf = ({ name, event, reader }: Sent): Sent[] => {
  const isFromAnySource = event['detail-type'] === FROM_ANY_SOURCE;
  const otherType = `${event['detail-type']} Copy`;
  return [
    // Rules filter no account and no Region: the router does.
    { name: `${name} of another account`, event: { ...event, account: '444455556666', region: 'eu-west-3' }, reader },
    { name: `${name} in a replay`, event: { ...event, 'replay-name': 'after-the-outage' }, reader },
    {
      name: `${name} of another service`,
      event: { ...event, source: 'aws.example' },
      reader: isFromAnySource ? reader : undefined,
    },
    { name: `${name} of another type`, event: { ...event, 'detail-type': otherType }, reader: undefined },
  ];
};

/**
 * The events that are sent to the rules: the examples, each of them in other forms, and the near misses.
 * @throws Error if a near miss names an example or a field that does not exist.
 */
export const sentEvents = async (): Promise<Sent[]> => {
  const all = await examples();
  const nearMisses = NEAR_MISSES.map((nearMiss): Sent => {
    const { example, field, value } = nearMiss;
    const original = all.find(({ name }) => name === example);
    if (!original) throw new Error(`no example is called ${example}`);
    const name = `${example} with ${field} ${JSON.stringify(value) ?? 'absent'}`;
    return { name, event: changed(original.event, nearMiss), reader: undefined };
  });
  return [...all, ...all.flatMap(variantsOf), ...nearMisses];
};
