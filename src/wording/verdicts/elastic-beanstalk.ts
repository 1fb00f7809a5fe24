import type { Verdicts } from './verdict.ts';

/** A code such as `managed-update` as words. */
const words = (code: string | number): string => String(code).replaceAll('-', ' ');

/** `Load balancer created` in the middle of a sentence. Words in capitals stay as they are. */
const inner = (what: string | number): string =>
  String(what).replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());

export const ELASTIC_BEANSTALK: Verdicts = {
  'beanstalk-event': (about, { environment = about, what = '' }) => `${environment}: ${inner(what)}`,
  'beanstalk-health': (about, { environment = about, health = '', before = '' }) =>
    `${environment} is ${health}${before ? `, after ${before}` : ''}`,
  'beanstalk-operation': (about, { environment = about, operation = '', result = '' }) =>
    `${environment} ${words(operation)} ${result}`,
};
