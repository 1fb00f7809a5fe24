import { isRecord, parseJson } from '../../../text/json.ts';

/** A statement of a resource policy, as AWS returns it. */
export type Statement = Readonly<Record<string, unknown>>;

export const statementsOf = (policy: string | undefined): Statement[] => {
  const document = parseJson(policy ?? '');
  const statements = isRecord(document) ? document.Statement : [];
  return (Array.isArray(statements) ? statements : [statements]).filter(isRecord);
};

const isAnyPrincipal = (principal: unknown): boolean =>
  principal === '*' || (isRecord(principal) && [principal.AWS].flat().includes('*'));

/** True for a statement that allows every principal without a condition. */
export const allowsEveryone = ({ Effect, Principal, Condition }: Statement): boolean =>
  Effect === 'Allow' && isAnyPrincipal(Principal) && !isRecord(Condition);

/** True for a statement that denies requests without TLS. */
export const deniesPlaintext = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' && /"aws:SecureTransport":\s*\[?"?false/.test(JSON.stringify(Condition ?? {}));

/** Every string in a condition, at any depth, because operators and keys have many spellings. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** True if a value of a condition names the resource, matches it with a wildcard, or names its account. */
const covers = (pattern: string, arn: string): boolean =>
  pattern === arn.split(':')[4] ||
  (pattern.includes('*') ? arn.startsWith(pattern.slice(0, pattern.indexOf('*'))) : pattern === arn);

/** True for a statement that allows a service to act for one resource. */
export const allowsService = ({ Effect, Principal, Condition }: Statement, service: string, arn: string): boolean =>
  Effect === 'Allow' &&
  isRecord(Principal) &&
  [Principal.Service].flat().includes(service) &&
  (Condition === undefined || textsIn(Condition).some((pattern) => covers(pattern, arn)));
