import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from '../../text/closest.ts';
import { CliError } from '../errors.ts';

/** The settings of a profile by name. Values of secrets are not kept. */
type Profile = ReadonlyMap<string, string>;

/** Settings that say how a profile gets its credentials. */
const KEPT = /^(?:sso_session|sso_start_url|credential_process|role_arn|source_profile|aws_access_key_id)$/;

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new CliError(`the AWS configuration cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
};

/** @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
const readProfiles = (): ReadonlyMap<string, Profile> => {
  const { AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE } = process.env;
  const files = [
    AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials'),
  ];
  const profiles = new Map<string, Map<string, string>>();
  for (const line of files.flatMap((file) => [...textOf(file).split('\n'), '[-]'])) {
    const section = /^\s*\[\s*(?:profile\s+)?["']?(.+?)["']?\s*\]/.exec(line)?.[1];
    if (section !== undefined) {
      const known = profiles.get(section) ?? new Map<string, string>();
      profiles.delete(section);
      // The last section is the one that is read.
      profiles.set(section, known);
    }
    const [, name = '', value = ''] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (KEPT.test(name)) [...profiles.values()].at(-1)?.set(name, name === 'aws_access_key_id' ? '' : value);
  }
  profiles.delete('-');
  return profiles;
};

const selected = (): string | undefined => process.env.AWS_PROFILE || undefined;

const names = (profiles: ReadonlyMap<string, Profile>): string[] =>
  [...profiles.keys()].filter((name) => !/^(?:sso-session|services) /.test(name));

const missing = (name: string, profiles: ReadonlyMap<string, Profile>, named: string): CliError =>
  new CliError(`${named} does not exist${didYouMean(name, names(profiles))}`, {
    kind: 'credentials',
    next: 'check --profile and AWS_PROFILE, and aws configure list-profiles',
  });

/** @throws CliError if AWS_PROFILE names a profile that no file has. */
export const requireProfile = (): void => {
  const name = selected();
  if (name === undefined || name === 'default') return;
  const profiles = readProfiles();
  if (!names(profiles).includes(name)) throw missing(name, profiles, `the AWS profile ${name}`);
};

/** How to sign in again, with the selected profile if it is one of SSO. */
export const signIn = (): string => {
  const name = selected();
  const profile = readProfiles().get(name ?? 'default');
  if (!profile?.has('sso_session') && !profile?.has('sso_start_url')) return 'sign in again';
  return `run aws sso login${name === undefined ? '' : ` --profile ${name}`}`;
};

/** Why the SDK found no credentials, by what the selected profile says. */
export const noCredentials = (): CliError => {
  const name = selected();
  const profiles = readProfiles();
  const profile = profiles.get(name ?? 'default');
  const named = name === undefined ? 'the default AWS profile' : `the AWS profile ${name}`;
  const error = (what: string, next: string) => new CliError(what, { kind: 'credentials', next });
  const source = profile?.get('source_profile');
  if (source !== undefined && !profiles.has(source)) {
    return missing(source, profiles, `the source_profile ${source} of ${named}`);
  }
  if (profile?.has('sso_session') || profile?.has('sso_start_url')) {
    return error(`the SSO session of ${named} has expired, or nobody has signed in`, signIn());
  }
  if (profile?.has('credential_process')) {
    return error(`the credential_process of ${named} gave no credentials`, 'run its command by itself to see why');
  }
  if (profile?.has('role_arn')) {
    return error(`the role of ${named} gave no credentials`, 'check its role_arn and source_profile');
  }
  if (name !== undefined) {
    return error(`${named} has no credentials`, `run aws configure --profile ${name}, or select another profile`);
  }
  return error(
    'no AWS credentials found',
    'sign in with aws sso login or aws configure, or select a profile with --profile or AWS_PROFILE',
  );
};
