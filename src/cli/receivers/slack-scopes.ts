/** What a Slack app can be allowed to do, besides posting. */
export const FEATURES = ['public-channels', 'no-duplicates', 'mention-author', 'channel-info'] as const;
export type Feature = (typeof FEATURES)[number];

/** The features of a new app. Without `channel-info` its scopes are those that the relay uses. */
export const DEFAULT_FEATURES: readonly Feature[] = ['public-channels', 'no-duplicates', 'mention-author'];

/** The scope that every app needs. */
const POST = 'chat:write';

/**
 * The scopes of a bot by feature.
 * @see https://docs.slack.dev/reference/scopes
 */
const SCOPES: Readonly<Record<Feature, readonly string[]>> = {
  'public-channels': ['chat:write.public', 'channels:join'],
  'no-duplicates': ['channels:history', 'groups:history'],
  'mention-author': ['users:read', 'users:read.email'],
  'channel-info': ['channels:read', 'groups:read'],
};

/** The scopes of an app with the features, in the order in which Slack's documentation and this one name them. */
export const scopesOf = (features: readonly Feature[]): string[] => [
  POST,
  ...FEATURES.flatMap((feature) => (features.includes(feature) ? SCOPES[feature] : [])),
];
