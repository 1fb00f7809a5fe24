import type { Occasion } from '../../../model/notification.ts';
import type { Choice } from '../../terminal/prompts.ts';

/** A line of the question what notifies. */
interface Group {
  readonly label: string;
  readonly words: readonly Occasion[];
  readonly explanation?: string;
}

/** Every word of `on`, in groups that one chooses together, the most common first. */
const GROUPS: readonly Group[] = [
  { label: 'Failures', words: ['failed'], explanation: 'the first one and each further one' },
  { label: 'Fixes', words: ['fixed'], explanation: 'the first success after failures' },
  { label: 'Approvals that wait', words: ['approval'] },
  { label: 'Answers to approvals', words: ['approved', 'rejected', 'expired'] },
  { label: 'First failures only', words: ['broken'], explanation: 'instead of all failures' },
  { label: 'Further failures only', words: ['still-failing'], explanation: 'instead of all failures' },
  { label: 'Recoveries by a retry', words: ['recovered-on-retry'] },
  { label: 'Starts', words: ['started', 'resumed'] },
  { label: 'Successes', words: ['succeeded'], explanation: 'each one' },
  { label: 'Stops', words: ['stopping', 'stopped', 'superseded', 'canceled', 'abandoned'] },
  { label: 'Rollbacks', words: ['rolled-back'] },
  { label: 'Changes', words: ['change'], explanation: 'such as a muted alarm' },
  { label: 'Messages', words: ['message'], explanation: 'texts on the topic' },
];

/** The separator in the value of a choice. */
const SEPARATOR = ',';

export const occasionChoices: readonly Choice[] = GROUPS.map(({ label, words, explanation }) => ({
  value: words.join(SEPARATOR),
  label,
  hint: [words.join(', '), explanation].filter(Boolean).join(': '),
}));

/** The choices that are selected at first: the default of `on`. */
export const DEFAULT_CHOICES: readonly string[] = ['failed', 'fixed', 'approval'];

/** The words of the chosen lines. */
export const wordsOfChoices = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(SEPARATOR));
