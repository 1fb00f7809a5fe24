/**
 * The wording for code that shows notifications of every source: command line, studio, scripts and tests. It loads the
 * sentences of all event sources. The functions import the parts and load what an event needs.
 */
import { loadAllVerdicts } from './verdict-tables.ts';

await loadAllVerdicts();

export { gravityText as streakText } from './gravity.ts';
export { headline } from './headline.ts';
export { icon } from './icons.ts';
export { links } from './links.ts';
export { gist, plainText } from './push.ts';
export { verdictText } from './verdicts.ts';
