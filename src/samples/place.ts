import { ACCOUNT, REGION } from './answer-actions.ts';

/**
 * Moves the text of a sample event to an account and a Region. A relay rejects events of an account that it does not
 * serve, and asks about a pipeline in the account and the Region of the event.
 */
export const sampleIn = (text: string, place: { readonly account: string; readonly region: string }): string =>
  text.replaceAll(ACCOUNT, place.account).replaceAll(REGION, place.region);
