import { isRecord, parseJson } from '../../../text/json.ts';

/** A statement of a resource's policy, as AWS writes it. */
export type Statement = Readonly<Record<string, unknown>>;

export const statementsOf = (policy: string | undefined): Statement[] => {
  const document = parseJson(policy ?? '');
  const statements = isRecord(document) ? document.Statement : [];
  return (Array.isArray(statements) ? statements : [statements]).filter(isRecord);
};

const isAnybody = (principal: unknown): boolean =>
  principal === '*' || (isRecord(principal) && [principal.AWS].flat().includes('*'));

/** Lets in who need not belong to anybody known here. */
export const letsInAnybody = ({ Effect, Principal, Condition }: Statement): boolean =>
  Effect === 'Allow' && isAnybody(Principal) && !isRecord(Condition);

export const refusesPlain = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' && /"aws:SecureTransport":\s*\[?"?false/.test(JSON.stringify(Condition ?? {}));

/** Every text in a condition, at whatever depth: operators and keys come in many spellings. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** A condition may name the resource, a part of it with a wildcard, or its whole account. */
const covers = (pattern: string, arn: string): boolean =>
  pattern === arn.split(':')[4] ||
  (pattern.includes('*') ? arn.startsWith(pattern.slice(0, pattern.indexOf('*'))) : pattern === arn);

/** Lets a service in, on behalf of one resource. */
export const letsIn = ({ Effect, Principal, Condition }: Statement, service: string, arn: string): boolean =>
  Effect === 'Allow' &&
  isRecord(Principal) &&
  [Principal.Service].flat().includes(service) &&
  (Condition === undefined || textsIn(Condition).some((pattern) => covers(pattern, arn)));
