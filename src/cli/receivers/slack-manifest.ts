import { type Feature, scopesOf } from './slack-scopes.ts';

/** Longest name of an app, in characters. @see https://docs.slack.dev/reference/app-manifest#display-information */
const MAX_NAME_CHARS = 35;

interface Wanted {
  readonly stage?: string | undefined;
  readonly features: readonly Feature[];
}

/** The parts of a manifest that Pipebell's app has. */
export type Manifest = {
  readonly _metadata: { readonly major_version: 1 };
  readonly display_information: Readonly<Record<'name' | 'description' | 'background_color', string>>;
  readonly features: { readonly bot_user: { readonly display_name: string; readonly always_online: boolean } };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: Readonly<Record<'org_deploy_enabled' | 'socket_mode_enabled' | 'token_rotation_enabled', false>>;
};

/**
 * The manifest of an app that posts for Pipebell. It has no interactivity, and its token does not expire: the relay
 * stores no new tokens.
 * @param wanted `stage` is part of the names, so that the apps of several stages can be told apart.
 * @see https://docs.slack.dev/reference/app-manifest
 */
export const manifestOf = ({ stage, features }: Wanted): Manifest => {
  const name = stage ? `Pipebell ${stage}` : 'Pipebell';
  return {
    _metadata: { major_version: 1 },
    display_information: {
      name: name.slice(0, MAX_NAME_CHARS),
      description: 'Alerts about AWS pipelines, deployments and alarms',
      background_color: '#1d2733',
    },
    features: { bot_user: { display_name: name.toLowerCase().replace(' ', '-'), always_online: true } },
    oauth_config: { scopes: { bot: scopesOf(features) } },
    settings: { org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false },
  };
};

type Yaml = string | number | boolean | readonly string[] | { readonly [key: string]: Yaml };

const scalar = (value: string | number | boolean): string => {
  const isPlain = typeof value !== 'string' || /^[A-Za-z][\w.:-]*$/.test(value);
  return isPlain ? String(value) : JSON.stringify(value);
};

const lines = (value: Yaml, indent: string): string[] => {
  if (typeof value !== 'object') return [`${indent}${scalar(value)}`];
  if (Array.isArray(value)) return value.map((item: string) => `${indent}- ${scalar(item)}`);
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'object'
      ? [`${indent}${key}:`, ...lines(each, `${indent}  `)]
      : [`${indent}${key}: ${scalar(each)}`],
  );
};

/** The manifest in YAML. */
export const toYaml = (manifest: Manifest): string => `${lines(manifest, '').join('\n')}\n`;

/** The page on which Slack creates an app from the manifest, after a person has chosen the workspace. */
export const creationUrl = (manifest: Manifest): string =>
  `https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(toYaml(manifest))}`;
