import { cleanLine } from '../text/clean.ts';
import { labelText } from './labels.ts';

const MAX_CHARS = 300;

/** `log (access denied)`, from the codes of a part and of a reason. */
export const missingText = (fact: string): readonly [what: string, why: string] => {
  const [, what, why] = /^([^:]+): (.+)$/.exec(fact) ?? [];
  return what !== undefined && why !== undefined ? [labelText(what), labelText(why)] : [labelText(fact), ''];
};

/** `Not available: commits, last success (throttled), log (access denied)`: facts with the same reason stand together. */
export const unavailableText = (missing: readonly string[]): string | undefined => {
  const groups = new Map<string, string[]>();
  for (const fact of missing.map((each) => cleanLine(each, MAX_CHARS)).filter(Boolean)) {
    const [what, why] = missingText(fact);
    groups.set(why, [...(groups.get(why) ?? []), what]);
  }
  const words = [...groups].map(([why, what]) => `${what.join(', ')}${why && ` (${why})`}`);
  return words.length > 0 ? cleanLine(`Not available: ${words.join(', ')}`, MAX_CHARS) : undefined;
};
