import { lineOf } from './clean.ts';

/** Longest name of a user or a role, in characters, without its path. AWS's limit is 64. */
const MAX_NAME_CHARS = 100;

/** Session names that programs generate. The name of the role is more useful than these. */
const GENERATED =
  /^(?:\d+|[0-9a-f-]{16,}|i-[0-9a-f]+|(?:botocore|aws-sdk-\w+|aws-go-sdk|awscli|aws-cli)-?(?:session)?-?\d*)$/i;

/** The role of a permission set of Identity Center. @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
const PERMISSION_SET = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

export interface Actor {
  /** The user, the session, `root`, or `role Deploy` if the name of the session was generated. */
  readonly name: string;
  /** The role of the session, such as `role Admin` or `SSO Developers`. */
  readonly role?: string | undefined;
}

const roleWords = (role: string): string => {
  const set = PERMISSION_SET.exec(role)?.[1];
  return set ? `SSO ${set}` : `role ${role}`;
};

/**
 * The user or role that an ARN of IAM or STS identifies; `undefined` for any other text.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export const actorOf = (arn: string | null | undefined): Actor | undefined => {
  const [, kind, path] =
    /^arn:[\w-]{1,20}:(?:sts|iam)::\d{0,20}:([\w-]{1,20})(?:\/(.{1,1000}))?$/.exec(arn ?? '') ?? [];
  if (kind === 'root') return { name: 'root' };
  const parts = path?.split('/') ?? [];
  const last = lineOf(parts.at(-1), MAX_NAME_CHARS);
  if (!last) return undefined;
  if (kind === 'role') return { name: roleWords(last) };
  if (kind !== 'assumed-role') return { name: last };
  const role = lineOf(parts.length > 1 ? parts[0] : undefined, MAX_NAME_CHARS);
  const words = role && roleWords(role);
  return words && GENERATED.test(last) ? { name: words } : { name: last, role: words };
};
