import { lineOf, textOf } from '../../text/clean.ts';
import type { Detail } from './event.ts';

/** Limits of ours, in characters. */
const MAX_TEXT_CHARS = 4000;
const MAX_SENTENCE_CHARS = 400;

/** Lines without news: a greeting, the state in words, tags and times in brackets. */
const FRAME =
  /^(?:(?:Hello|Hi|Dear)\b[^\n.]{0,60}[,.:!]?|Current severity level:[^\n]*|\s*\[[^\]\n]{1,40}\]\s*)(?:\n|$)/;

/** AWS writes some line ends as a backslash and an `n`. */
const linesOf = (detail: Detail): string => {
  const all = detail.eventDescription?.flatMap((each) => each ?? []) ?? [];
  const chosen = all.find(({ language }) => language?.startsWith('en')) ?? all[0];
  return textOf(chosen?.latestDescription?.slice(0, MAX_TEXT_CHARS * 2).replaceAll('\\n', '\n'), MAX_TEXT_CHARS) ?? '';
};

/** Sentences end in a full stop that is followed by a capital letter, so that those of names and numbers do not count. */
const sentencesOf = (text: string): string[] =>
  text
    .split(/\n+|(?<=[^\s.]{2}[.!?])\s+(?=[A-Z"([])/)
    .flatMap((sentence) => lineOf(sentence.replace(/^\[[^\]]{1,40}\]\s*/, ''), MAX_SENTENCE_CHARS) ?? []);

export interface Description {
  /** The first sentence that contains news. */
  readonly first: string | undefined;
  /** The first sentence that asks for an action. */
  readonly action: string | undefined;
  /** AWS says that the issue is over, which it also does before it closes the event. */
  readonly isOver: boolean;
}

/** What a description of AWS says, in English if there is one. */
export const describe = (detail: Detail): Description => {
  const text = linesOf(detail);
  let rest = text;
  for (let left = 5; left > 0 && FRAME.test(rest); left -= 1) rest = rest.replace(FRAME, '').trimStart();
  const [first, ...others] = sentencesOf(rest);
  const action = others.find((sentence) =>
    /\byou (?:must|should|need to|will need to|can)\b|\b(?:we recommend|please|take action|action required)\b|^To \w+/i.test(
      sentence,
    ),
  );
  return { first, action, isOver: /^\s*\[RESOLVED\]|^Current severity level: Operating normally/i.test(text) };
};
