import { spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A checkout of Pipebell with its packages installed. */
export interface Checkout {
  /** Runs Serverless Framework at this terminal. @returns its exit code; 1 if a signal ended it. */
  serverless(args: readonly string[]): Promise<number>;
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));

/** @returns the checkout in a folder, `undefined` if it is another folder or lacks packages. */
export const openCheckout = async (folder: string): Promise<Checkout | undefined> => {
  const main = join(folder, 'node_modules', 'serverless', 'bin', 'serverless.js');
  try {
    const service = await readFile(join(folder, 'serverless.yml'), 'utf8');
    if (!/^service: pipebell$/m.test(service)) return undefined;
    await access(main);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return {
    serverless: (args) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: 'inherit' });
        child.on('error', reject).on('close', (code) => resolve(code ?? 1));
      }),
  };
};
