import { ConfigError } from '../model/errors.ts';
import type { OpenOptions, OpenTarget, Platform } from '../model/platform.ts';

/**
 * Every platform, loaded when a target needs it, so that a cold start does not load the others. To add one, add a file
 * beside this one and a line here.
 */
const registry: ReadonlyMap<string, () => Promise<Platform>> = new Map([
  ['discord', async () => (await import('./discord.ts')).discord],
  ['slack', async () => (await import('./slack.ts')).slack],
  ['slack-app', async () => (await import('./slack/app.ts')).slackApp],
  ['teams', async () => (await import('./teams.ts')).teams],
  ['webhook', async () => (await import('./webhook.ts')).webhook],
]);

export const platformNames: readonly string[] = [...registry.keys()];

export const loadPlatforms = (): Promise<Platform[]> => Promise.all([...registry.values()].map((load) => load()));

const find = (raw: object): (() => Promise<Platform>) | undefined => {
  const name = Object.hasOwn(raw, 'platform') && 'platform' in raw ? raw.platform : undefined;
  return typeof name === 'string' ? registry.get(name) : undefined;
};

/** The fields of a target that may hold shared secrets. @see Field.shared */
export const sharedFields = async (raw: unknown): Promise<string[]> => {
  const fields = (typeof raw === 'object' && raw !== null && (await find(raw)?.())?.fields) || {};
  return Object.entries(fields).flatMap(([name, { shared }]) => (shared ? [name] : []));
};

/**
 * Opens a target's configuration with the platform that it names.
 * @throws ConfigError that names the fields at fault and never quotes a value.
 */
export const openTarget = async (raw: unknown, options: OpenOptions): Promise<OpenTarget> => {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) throw new ConfigError(['expected an object']);
  const load = find(raw);
  if (!load) throw new ConfigError([`platform: expected ${platformNames.map((known) => `"${known}"`).join(' or ')}`]);
  return (await load()).open(raw, options);
};
