import type { Verdicts } from './verdict.ts';

export const GENERIC: Verdicts = {
  message: () => 'A message',
  'message-empty': () => 'An empty message',
  'message-list': (_, { items = 0 }) => `A list of ${items === 1 ? '1 item' : `${items} items`}`,
  'message-state': (_, { state = '' }) => (state ? `A message with the state ${state}` : 'A message'),
};
