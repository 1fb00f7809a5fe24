import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('runtime', import.meta.url));
const CLIENT = join(FOLDER, 'node_modules/aws-lambda-ric');

export interface Runtime {
  readonly name: string;
  /** Script of the runtime. */
  readonly command: readonly string[];
}

/** Installing it compiles its native part, which needs cmake, make and a C++ compiler. */
const install = (): void => {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
};

/** The runtime client of Lambda, or a loop in JavaScript where it cannot be built. */
export const findRuntime = (): Runtime => {
  const isBuilt = (): boolean => existsSync(join(CLIENT, 'rapid-client.node'));
  if (!isBuilt()) {
    console.error('Installing aws-lambda-ric: once, about a minute.');
    try {
      install();
    } catch (error) {
      console.error(
        `aws-lambda-ric cannot be installed (${error instanceof Error ? error.message.split('\n')[0] : error}).`,
      );
    }
  }
  if (isBuilt()) return { name: 'aws-lambda-ric 4.0.2', command: [join(CLIENT, 'index.mjs')] };
  console.error('The runtime is a loop in JavaScript: compare its figures with each other only.');
  return { name: 'a loop in JavaScript', command: [join(FOLDER, 'loop.mjs')] };
};
