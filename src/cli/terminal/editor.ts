import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { decode } from './decode.ts';

/** Runs an editor, which may have arguments of its own, and waits for its end. @returns its exit code. */
const run = (editor: string, file: string): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', resolve);
  });

/** The editor that the user has chosen, as git and kubectl find it. */
export const chosenEditor = ({ VISUAL, EDITOR }: NodeJS.ProcessEnv): string | undefined =>
  VISUAL || EDITOR || undefined;

/**
 * Lets the user edit a text in a file of a new private folder, which is removed afterwards.
 * @param folder where the private folder is made.
 * @returns the text as it was saved. @throws CliError without an editor, or if it fails.
 */
export const editText = async (text: string, editor: string | undefined, folder = tmpdir()): Promise<string> => {
  if (!editor)
    throw new CliError('no editor is chosen', { next: 'set VISUAL or EDITOR, or pass the fields as options' });
  // Only the user may read a folder that mkdtemp makes.
  const place = await mkdtemp(path.join(folder, 'pipebell-'));
  try {
    const file = path.join(place, 'target.json');
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    const code = await run(editor, file);
    if (code !== 0) throw new CliError(`nothing was written: the editor ended with ${code ?? 'a signal'}`);
    return decode(await readFile(file));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
};
