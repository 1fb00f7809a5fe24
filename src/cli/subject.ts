import { looksSecret } from '../text/looks-secret.ts';
import { UsageError } from './errors.ts';

/** Ids of events and deliveries that Pipebell made, which look as random as a secret. */
const OWN_ID = /^[a-z]{1,20}_[a-z2-7]{26}$/i;

/** Ids, which are logged in small letters: Pipebell's own, and those of executions. */
const ID = new RegExp(`${OWN_ID.source}|^[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}$`, 'i');

const MAX_CHARS = 200;

/**
 * Checks what a user named: a pipeline, a resource, a target, or an id.
 * @returns it, with an id in small letters.
 * @throws UsageError that does not quote it, since it may be a webhook URL.
 */
export const subjectName = (value: string): string => {
  const isSecret = value.includes('://') || (looksSecret(value) && !OWN_ID.test(value));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (isSecret || value.trim() === '' || value.length > MAX_CHARS || /[\u0000-\u001f\u007f]/.test(value)) {
    throw new UsageError('pass the name of a pipeline, a resource or a target, or an id, not a URL or a secret');
  }
  return ID.test(value) ? value.toLowerCase() : value;
};
