import type { Verdicts } from './verdict.ts';

/** `object` is the key of the object in the bucket. */
export const S3: Verdicts = {
  'object-created': (about, { object = '', bucket = about }) => `${object} was uploaded to ${bucket}`,
  'object-deleted': (about, { object = '', bucket = about }) => `${object} was deleted from ${bucket}`,
};
