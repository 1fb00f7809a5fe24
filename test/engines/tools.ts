import { execFile } from 'node:child_process';
import type { Tool } from './judge.ts';

/** @returns what a command prints, or an empty text if it is not installed or fails. */
const output = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((done) => execFile(command, args, (error, stdout) => done(error ? '' : stdout)));

const FOUND: Readonly<Record<Tool, () => Promise<boolean>>> = {
  // The compiler is part of a JDK, and not of a runtime.
  'JDK 17': async () => {
    const modules = await output('java', ['--list-modules']);
    return Number(/^jdk\.compiler@(\d+)/m.exec(modules)?.[1]) >= 17;
  },
  Maven: async () => (await output('mvn', ['--version'])) !== '',
  'Python 3': async () => (await output('python3', ['--version'])) !== '',
};

/** The tools that are not installed. */
export const missing = async (tools: readonly Tool[]): Promise<Tool[]> => {
  const wanted = [...new Set(tools)];
  const found = await Promise.all(wanted.map((tool) => FOUND[tool]()));
  return wanted.filter((_, at) => !found[at]);
};
