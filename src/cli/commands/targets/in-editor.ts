import { isDeepStrictEqual } from 'node:util';
import { UNCHANGED } from '../../../targets/references.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { faultText, jsonFault } from '../../../text/json-fault.ts';
import { CliError } from '../../errors.ts';
import { withoutSecrets, withStoredSecrets } from './unchanged.ts';
import { type Context, problemsOf } from './write.ts';

const comments = (lines: readonly string[]): string => lines.map((line) => `// ${line}\n`).join('');

const withoutComments = (text: string): string => text.replace(/^\s*\/\/.*\n?/gm, '');

/** Lines of comments above a text that is not JSON, when it is opened again. */
const LINES_ABOVE = 3;

const notJson = (text: string): string => {
  const fault = jsonFault(text);
  return fault ? `not valid JSON: ${faultText({ ...fault, line: fault.line + LINES_ABOVE })}` : 'not valid JSON';
};

/** Reads the text that was saved. Values are not quoted in problems. */
const read = async (text: string, name: string, stored: unknown, context: Context) => {
  const edited = parseJson(text);
  if (edited === undefined) return { problems: [notJson(text)] };
  if (!isRecord(edited)) return { problems: ['expected an object'] };
  const { target, problems, inline } = withStoredSecrets(edited, stored);
  const options = inline.length > 0 ? ['close the editor, and enter secrets with an option such as --url-prompt'] : [];
  return {
    target,
    problems: problems.length > 0 ? [...problems, ...options] : await problemsOf(name, target, context),
  };
};

/**
 * Lets the user edit a target in an editor, without its secrets. A text with problems is opened again, with the problems as
 * comments.
 * @param stored the target with its secrets.
 * @returns the target with its secrets; `undefined` if it was left as it is.
 * @throws CliError if the user saves no other text than the one with problems.
 */
export const editInEditor = async (
  name: string,
  stored: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<Record<string, unknown> | undefined> => {
  const hints = [
    `Target ${name} of ${context.stack.where}. Save and close to write it; close without a change to leave it.`,
    `"${UNCHANGED}" stands for a stored value. Lines that begin with // are ignored.`,
  ];
  let body = `${JSON.stringify(await withoutSecrets(name, stored, context.options), undefined, 2)}\n`;
  let found: readonly string[] = [];
  for (;;) {
    const saved = withoutComments(await context.io.edit(comments([...hints, ...found]) + body));
    if (saved === body || saved.trim() === '') {
      if (found.length === 0) return undefined;
      throw new CliError(`nothing was written: ${found.join('; ')}`);
    }
    const { target, problems } = await read(saved, name, stored, context);
    if (target && problems.length === 0) return isDeepStrictEqual(target, stored) ? undefined : target;
    body = saved;
    found = problems;
  }
};
