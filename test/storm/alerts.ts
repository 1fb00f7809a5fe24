import type { Delivery } from '../../src/model/delivery.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aNotification } from '../support/factories.ts';

/** The delivery of a failed pipeline with a name of its own, such as `storm-12`. */
export const anAlert = (target: string, nth: number, at: Date): Delivery => {
  const name = `${target}-${nth}`;
  const id = `event-of-${name}`;
  const url = `https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/${name}/view?region=eu-west-1`;
  const notification = aNotification({ id, time: at.toISOString(), pipeline: { name, url } });
  return { version: 1, id: deliveryId(id, target), target, notification };
};

/** The numbers of the alerts that a message names. */
export const alertsIn = (target: string, body: string): number[] => [
  ...new Set([...body.matchAll(new RegExp(`\\b${target}-(\\d+)\\b`, 'g'))].map(([, nth]) => Number(nth))),
];

/** The value below which this share of the values is; `undefined` without values. */
export const percentile = (values: readonly number[], share: number): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
