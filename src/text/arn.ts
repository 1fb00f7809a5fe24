/** Longest ARN read, in characters. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const MAX_ARN_CHARS = 2048;

const ARN = /^arn:[\w-]+:[\w-]+:([\w-]*):(\w*):(.+)$/;

/** The parts of an ARN; all are `undefined` for any other text. `resource` may contain colons and slashes. */
export const parseArn = (
  value: string | null | undefined,
): { region?: string | undefined; account?: string | undefined; resource?: string | undefined } => {
  const [, region, account, resource] = (value && value.length <= MAX_ARN_CHARS && ARN.exec(value)) || [];
  return { region: region || undefined, account: account || undefined, resource };
};
