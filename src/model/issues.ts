import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

/** Words in small letters, camel case or with separators, with digits only at the end. A random token is none of these. */
const NAME = /^(?=.{1,40}$)(?:(?:^|[-_]+)[A-Z]{0,4}[a-z]{0,20}|[A-Z][a-z]{1,20})*\d{0,3}$|^\d{1,12}$/;

/** A field's name, if it looks like one: text that was put there by mistake may be a secret. */
export const fieldName = (name: PropertyKey): string => (NAME.test(String(name)) ? String(name) : '…');

const problem = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'unrecognized_keys':
      return `unknown field ${issue.keys.map((key) => `"${fieldName(key)}"`).join(', ')}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `"${String(value)}"`).join(' or ')}`;
    case 'too_small':
      return `needs at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_big':
      return `takes at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    default:
      // Zod's default message without a locale. Every other message is our own and never quotes the value.
      return issue.message === 'Invalid input' ? 'not valid' : issue.message;
  }
};

/** Describes schema issues by field, without the value, which may be a secret. */
export const describeIssues = (issues: readonly Issue[]): string[] =>
  issues.map((issue) => {
    const path = issue.path.map(fieldName).join('.');
    return path ? `${path}: ${problem(issue)}` : problem(issue);
  });
