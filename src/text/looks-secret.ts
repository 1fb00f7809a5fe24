import { redact, SECRET_HOST_PATTERN } from './redact.ts';

/** `whsec_` keys, Slack's tokens, and the path of a Slack webhook without its host, whose ids are in capital letters. */
const SECRET_START = /^(?:whsec_|xox)|^\/?(?:services\/)?T[A-Z\d]+\/B[A-Z\d]+\//;

/** A URL without its scheme. Below a path the name of a host is only a name: `/pipebell/prod/secrets/discord.com`. */
const URL_START = new RegExp(`^(?://)?(?:${SECRET_HOST_PATTERN})(?::\\d+)?/|hooks\\.slack`, 'i');

/** Where a capital letter, a small letter, a digit or a sign of base64 follows one of another kind. */
const CHANGE = /(?<=[a-z])(?![a-z])|(?<=[A-Z])(?![A-Z])|(?<=\d)(?!\d)|(?<=[+/=])(?![+/=])/g;

/** Random characters change their kind at more than half of the places. The words of a name do so at every third or less. */
const isRandom = (text: string): boolean => (text.match(CHANGE)?.length ?? 0) > text.length / 2;

/**
 * Keys in hexadecimal or in small letters change their kind less often. The hash in a name of CDK has at most four numbers.
 * Numbers that are words of their own, as in `rollout_2026_03_04`, do not count.
 */
const hasManyNumbers = (text: string): boolean => (text.match(/(?<=[A-Za-z])\d+|\d+(?=[A-Za-z])/g)?.length ?? 0) > 4;

/** Without the start of an ARN, whose `secret:` marks what follows as a secret in other texts. */
const nameOf = (text: string): string => text.replace(/^arn:[^/]{1,80}:secret:/, '');

/** `true` if text that should name a secret looks like the secret itself. */
export const looksSecret = (text: string): boolean =>
  text.includes('://') ||
  SECRET_START.test(text) ||
  URL_START.test(text) ||
  redact(nameOf(text)) !== nameOf(text) ||
  (text.match(/[A-Za-z\d+/=]{32,}/g) ?? []).some(isRandom) ||
  // Below a path or in an ARN it is a name.
  (!/[/:]/.test(text) && (text.match(/[A-Za-z\d+=_]{24,}/g) ?? []).some(hasManyNumbers));
