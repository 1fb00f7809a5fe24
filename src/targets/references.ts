import { resolveSecrets } from '../aws/secrets.ts';
import { isRecord } from '../text/json.ts';
import { safeLine } from '../text/safe-line.ts';

/** Stands where a referenced secret would: good as a header's value and as a signing key, and secret to nobody. */
export const STAND_IN = `whsec_${Buffer.alloc(32, 'example').toString('base64')}`;

/** Stands where a referenced URL would. No name below `.invalid` is ever found. */
export const STAND_IN_URL = 'https://target.invalid/';

/** Stands where a secret is, and where something is that may be one by mistake. */
export const HIDDEN = '(hidden)';

const MAX_REFERENCE_CHARS = 200;

/** Does a target mean a secret kept elsewhere by this? Whoever resolves references decides. */
export const isReference = async (value: unknown): Promise<boolean> => {
  if (!isRecord(value) || !('parameter' in value || 'secret' in value)) return false;
  if (value.key !== undefined && typeof value.key !== 'string') return false;
  const { key: _, ...whole } = value;
  const found = await resolveSecrets(async () => ({ Parameter: { Value: STAND_IN } }), whole);
  return found === STAND_IN;
};

/** A parameter's full name begins with `/`; what does not may be the secret itself, put there by mistake. */
const shown = (name: string, value: unknown): string =>
  name === 'parameter' && !String(value).startsWith('/') ? HIDDEN : safeLine(String(value), MAX_REFERENCE_CHARS);

/** What may be shown of a reference. */
export const shownReference = (reference: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reference)
      .filter(([name]) => ['parameter', 'secret', 'key'].includes(name))
      .map(([name, value]) => [name, shown(name, value)]),
  );

/** A target's JSON with stand-ins where it refers to secrets, at any depth. */
export const withStandIns = async (value: unknown, field = ''): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map((each) => withStandIns(each)));
  if (!isRecord(value)) return value;
  if (await isReference(value)) return field === 'url' ? STAND_IN_URL : STAND_IN;
  const entries = Object.entries(value).map(async ([name, part]) => [name, await withStandIns(part, name)] as const);
  return Object.fromEntries(await Promise.all(entries));
};
