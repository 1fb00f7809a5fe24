import { referenceOf } from '../aws/secrets.ts';
import { isRecord } from '../text/json.ts';
import { looksSecret } from '../text/looks-secret.ts';
import { safeLine } from '../text/safe-line.ts';

/** Replaces a referenced secret. It is valid as a header's value and as a signing key. */
export const PLACEHOLDER = `whsec_${Buffer.alloc(32, 'example').toString('base64')}`;

/** Replaces a referenced URL. No name below `.invalid` ever resolves. */
export const PLACEHOLDER_URL = 'https://target.invalid/';

/** Replaces secrets, and values that may be secrets by mistake, in output. */
export const HIDDEN = '(hidden)';

/** Stands for a secret that is stored in a target, in files and in the editor. */
export const UNCHANGED = '(unchanged)';

/** True for a text that `targets export` and `targets show` write in place of a secret. */
export const isLeftOut = (value: unknown): boolean => value === UNCHANGED || value === HIDDEN;

const MAX_REFERENCE_CHARS = 200;

/** `true` if a value refers to a secret that is stored elsewhere. */
export const isReference = (value: unknown): value is Record<string, unknown> => referenceOf(value) !== undefined;

/**
 * The forms of names. A name may have dots, such as `/pipebell/prod/secrets/team.web/url`. A secret's name does not begin
 * like a host with a path.
 */
const FORMS: Readonly<Record<string, RegExp>> = {
  parameter: /^(?:\/[\w.-]+)+$/,
  secret: /^(?:arn:[\w/+=.@:-]+|(?![\w-]+(?:\.[\w-]+)+\/)[\w/+=.@-]+)$/,
  key: /^[\w.-]+$/,
};

/**
 * A part of a reference as it may be shown. A parameter's full name begins with `/`. Any other text may be the secret
 * itself, put there by mistake.
 */
export const shownPart = (name: string, text: string): string => {
  if (looksSecret(text) || (name === 'parameter' && !text.startsWith('/'))) return HIDDEN;
  return FORMS[name]?.test(text) ? text : safeLine(text, MAX_REFERENCE_CHARS);
};

/** A reference as it may be shown. */
export const shownReference = (reference: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reference)
      .filter(([name]) => ['parameter', 'secret', 'key'].includes(name))
      .map(([name, value]) => [name, shownPart(name, String(value))]),
  );

/** A target's JSON with placeholders for its references, at any depth. */
export const withPlaceholders = (value: unknown, field = ''): unknown => {
  if (Array.isArray(value)) return value.map((each) => withPlaceholders(each));
  if (!isRecord(value)) return value;
  if (isReference(value)) return field === 'url' ? PLACEHOLDER_URL : PLACEHOLDER;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withPlaceholders(part, name)]));
};
