import { lineOf } from './clean.ts';

/** Longest name of a person or a role, in characters. AWS's longest is 64; a path is not part of it here. */
const MAX_NAME_CHARS = 100;

/** What programs call a role's session where nobody named it. Then the role says more. */
const UNNAMED =
  /^(?:\d+|[0-9a-f-]{16,}|i-[0-9a-f]+|(?:botocore|aws-sdk-\w+|aws-go-sdk|awscli|aws-cli)-?(?:session)?-?\d*)$/i;

/** What Identity Center calls the role of a permission set. @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
const PERMISSION_SET = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

export interface Actor {
  /** As a person knows it: a user, a session, `root`, or `role Deploy` where a program gave its session no name. */
  readonly name: string;
  /** In which role, such as `role Admin` or `SSO Developers`. */
  readonly role?: string | undefined;
}

const roleWords = (role: string): string => {
  const set = PERMISSION_SET.exec(role)?.[1];
  return set ? `SSO ${set}` : `role ${role}`;
};

/**
 * Who stands behind an ARN of IAM or STS; `undefined` where it is of neither form.
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
  return words && UNNAMED.test(last) ? { name: words } : { name: last, role: words };
};
