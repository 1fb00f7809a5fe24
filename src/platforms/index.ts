import { ConfigError } from '../errors.ts';
import type { OpenOptions, OpenTarget, Platform } from '../model/platform.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Every platform. A new one is a file beside this one, its import above and its name here. */
export const platforms: readonly Platform[] = [slack, teams, webhook];

export const platformNamed = (name: unknown): Platform | undefined =>
  platforms.find((platform) => platform.name === name);

/**
 * Opens a target's configuration with the platform that it names.
 * @throws ConfigError that names the fields at fault and never prints a value.
 */
export const openTarget = (raw: unknown, options: OpenOptions): OpenTarget => {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) throw new ConfigError(['expected an object']);
  const platform = Object.hasOwn(raw, 'platform') && 'platform' in raw ? platformNamed(raw.platform) : undefined;
  if (platform) return platform.open(raw, options);
  throw new ConfigError([`platform: expected ${platforms.map(({ name }) => `"${name}"`).join(' or ')}`]);
};
