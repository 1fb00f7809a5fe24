import type { Properties } from '../../template/package.ts';

/** A template with a fault, and what each of the two tools has to say about it. */
export interface Broken {
  readonly template: Properties;
  readonly expected: RegExp;
}

const withQueue = (template: Properties, properties: Properties): Properties => {
  const { Deliveries } = template.Resources;
  const changed = { ...Deliveries, Properties: { ...Deliveries.Properties, ...properties } };
  return { ...template, Resources: { ...template.Resources, Deliveries: changed } };
};

/** Faults of different kinds: a limit, a type, an unknown property, and a resource that does not exist. */
export const brokenTemplates = (template: Properties): Broken[] => [
  { template: withQueue(template, { VisibilityTimeout: 43_201 }), expected: /43201/ },
  { template: withQueue(template, { DelaySeconds: 'soon' }), expected: /soon/ },
  { template: withQueue(template, { Patience: 3 }), expected: /Patience/ },
  { template: withQueue(template, { QueueName: { Ref: 'Nobody' } }), expected: /Nobody/ },
];
