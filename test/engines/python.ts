import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonWith } from '../../scripts/python.ts';

/**
 * Runs `judge.py` of a folder with the packages of its `requirements.txt`: JSON in, JSON out.
 * @param name of the environment in `.venv`.
 * @throws Error with the end of the program's errors if it fails, or if the packages cannot be installed.
 */
export const runPython = async (name: string, folder: string, input: unknown): Promise<unknown> => {
  const bin = await pythonWith(name, join(folder, 'requirements.txt'));
  const python = spawn(join(bin, 'python'), [join(folder, 'judge.py')]);
  const ended = new Promise<number | null>((done, fail) => python.once('close', done).once('error', fail));
  // A program that fails early closes its input. Its exit code is what counts.
  python.stdin.on('error', () => {}).end(JSON.stringify(input));
  const [output, errors, code] = await Promise.all([text(python.stdout), text(python.stderr), ended]);
  if (code !== 0) throw new Error(`judge.py failed: ${errors.trim().split('\n').slice(-4).join('\n')}`);
  return JSON.parse(output);
};
