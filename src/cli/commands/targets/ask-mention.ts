import { guideOf } from '../../platform-guides.ts';
import type { Io } from '../../terminal/io.ts';
import { fieldProblem } from './field-problem.ts';
import { type Mention, mentioned } from './fields.ts';

/** The occasions that the questions are about, with the words for them. Others have the option `--mention`. */
const ASKED = [
  ['failed', 'when a failure is new'],
  ['broken', 'when a failure is new'],
  ['approval', 'when an approval waits'],
] as const;

const NO_ONE = 'no one';
const BY_ID = 'by id';

/** People by their ids, separated by commas, or by spaces after a `>`. */
const people = (answer: string): unknown[] =>
  answer
    .split(/,|(?<=>)\s+/)
    .flatMap((each) => each.trim() || [])
    .map(mentioned);

/** Asks who is mentioned when. @returns values of the option `--mention`; none for a platform without mentions. */
export const askMention = async (platform: string, on: readonly string[], { prompts }: Io): Promise<Mention[]> => {
  const { mention: guide } = guideOf(platform);
  if (!guide) return [];
  const { choices, who, example, help } = guide;
  const mentions: Mention[] = [];
  for (const [occasion, when] of ASKED.filter(([word]) => on.includes(word))) {
    const chosen = await prompts.select(`Who is mentioned ${when}?`, [
      { value: NO_ONE, label: 'No one', hint: 'the channel’s own notifications only' },
      ...choices,
      { value: BY_ID, label: `${who.charAt(0).toUpperCase()}${who.slice(1)}`, hint: 'by id' },
    ]);
    if (chosen === NO_ONE) continue;
    const ids =
      chosen === BY_ID
        ? people(
            await prompts.text(`Which ${who}? ${help}`, {
              placeholder: example,
              validate: (answer) => {
                if (answer === '') return `Enter at least one, such as ${example}`;
                const problem = fieldProblem(
                  'mention',
                  { [occasion]: people(answer) },
                  { platform, allowPrivate: true },
                );
                return problem && `Not valid: ${problem}`;
              },
            }),
          )
        : [chosen];
    mentions.push(...ids.map((each) => ({ occasion, who: each })));
  }
  return mentions;
};
