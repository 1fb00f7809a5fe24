import type { Verdicts } from './verdict.ts';

/** `about` is the bucket, `object` the key of the object in it. */
export const S3: Verdicts = {
  'object-created': (about, { object = '' }) => `${object} was uploaded to ${about}`,
  'object-deleted': (about, { object = '' }) => `${object} was deleted from ${about}`,
};
