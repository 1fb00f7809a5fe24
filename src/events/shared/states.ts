import type { Moment, Severity } from '../../model/notification.ts';

/** Longest state that is read, in characters. */
const MAX_STATE_CHARS = 60;

/** Moments by the words of a state, in the order of precedence: `COMPLETED_WITH_ERRORS` is a failure. */
const STATES: readonly (readonly [Moment, RegExp])[] = [
  ['succeeded', /_(?:RESOLVED|RECOVERED|CLEARED)_/],
  [
    'failed',
    /_(?:FAIL(?:ED|URES?|ING)?|ERROR(?:S|ED)?|FAULT(?:ED)?|FATAL|TIME(?:D_?)?_?OUT|UNHEALTHY|CRITICAL|CRASHED|IMPAIRED|EXPIRED|ALARM|ALERTING|FIRING|DOWN|OUTAGE)_/,
  ],
  ['stopping', /_(?:STOPPING|CANCELL?ING|ABORTING|TERMINATING)_/],
  ['canceled', /_CANCELL?ED_/],
  ['stopped', /_(?:STOPPED|ABORTED|TERMINATED|KILLED)_/],
  ['started', /_(?:RUNNING|STARTED|STARTING|IN_?PROGRESS)_/],
  ['rolled-back', /_(?:ROLLBACK|ROLLED_BACK)_/],
  ['succeeded', /_(?:SUCCE(?:SS|SSFUL|SSFULLY|EDED)|COMPLETED?|PASSED|FINISHED|DONE|OK|HEALTHY|UP)_/],
];

/** States with an opposite: the state lasts until the opposite is reported. */
const LASTING = /^_(?:UNHEALTHY|HEALTHY|IMPAIRED|ALARM|ALERTING|FIRING|OK|DOWN|UP|RESOLVED|RECOVERED)_$/;

/** `TimedOut` and `timed-out` as `_TIMED_OUT_`; empty if the text is too long for a state. */
const wordsOf = (state: string): string =>
  state.length > MAX_STATE_CHARS
    ? ''
    : `_${state
        .replace(/([a-z\d])([A-Z])/g, '$1_$2')
        .toUpperCase()
        .replace(/[^A-Z\d]+/g, '_')
        .replace(/^_|_$/g, '')}_`;

/** The moment that a word such as `FAILED`, `TimedOut` or `in-progress` stands for; `undefined` for other words. */
export const momentOfState = (state: string): Moment | undefined => {
  const words = wordsOf(state);
  return /^_(?:NOT?|NON|WITHOUT|ZERO)_/.test(words) ? undefined : STATES.find(([, test]) => test.test(words))?.[0];
};

/** Whether the state lasts until its opposite is reported, as `UNHEALTHY` does and `FAILED` does not. */
export const isLastingState = (state: string): boolean => LASTING.test(wordsOf(state));

/** The severity of a notification whose moment is read from words. */
export const severityOfMoment = (moment: Moment): Severity => {
  if (moment === 'failed') return 'failure';
  if (moment === 'succeeded') return 'success';
  return ['stopping', 'stopped', 'canceled', 'rolled-back'].includes(moment) ? 'warning' : 'info';
};

/** Counts of nothing, which do not mean a failure: `no errors`, `0 failed`, `failures: 0`. */
const NOTHING =
  /\b(?:no|without|zero|0)\s+(?:\w{1,20}\s+)?(?:errors?|fail(?:ed|ures?)|alarms?)\b|\b(?:errors?|fail(?:ed|ures?))\s*[:=]\s*0\b/gi;

const RED = /🔴|❌|🚨|🔥|⛔|:(?:x|rotating_light|red_circle|fire|no_entry|boom):/u;
const GREEN = /✅|🟢|✔|:(?:white_check_mark|large_green_circle|green_circle|heavy_check_mark|tada):/u;
const NOT_FIXED =
  /\b(?:not|never|cannot|can't|be|to be)\s+(?:yet\s+|been\s+|be\s+)?(?:resolved|recovered|fixed|restored|cleared)\b/i;
const FIXED = /\b(?:resolved|recovered|fixed|restored|cleared|back to normal|healthy again)\b/i;
const FAILED =
  /(?:^|[\W_])(?:fail(?:ed|ures?|ing|s)?|errors?|errored|fatal|critical|crash(?:ed|es|ing)?|time[ds]?[- ]?out|unhealthy|outage|exception|unable to|could not|aborted|broken)(?:$|[\W_])/i;
/** In capitals only: "an alarm was created" is no failure. */
const ALARM = /\b(?:ALARM|ALERT)\b/;
const SUCCEEDED = /\b(?:succeeded|succeeds|success(?:ful|fully)?|completed?|passed|finished|healthy)\b/i;

/**
 * What a sentence of a sender reports, as far as its words are clear. A symbol such as ❌ counts before the words, an end
 * of a failure before the failure itself.
 */
export const momentOfSentence = (sentence: string): 'failed' | 'succeeded' | undefined => {
  const text = sentence.slice(0, 500).replace(NOTHING, ' ');
  if (RED.test(text)) return 'failed';
  if (GREEN.test(text)) return 'succeeded';
  if (FIXED.test(text)) return NOT_FIXED.test(text) ? 'failed' : 'succeeded';
  if (FAILED.test(text) || ALARM.test(text)) return 'failed';
  return SUCCEEDED.test(text) ? 'succeeded' : undefined;
};
