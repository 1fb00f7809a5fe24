import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A process that runs one packaged function, one invocation at a time. */
export interface Container {
  /** @throws Error if the function throws or ends. */
  invoke(event: unknown): Promise<unknown>;
  stop(): void;
}

/**
 * Starts a process with a function of `dist/`.
 * @param log gets what the function writes.
 */
export const startContainer = async (
  name: 'router' | 'deliverer',
  env: NodeJS.ProcessEnv,
  log: (text: string) => void,
): Promise<Container> => {
  const child: ChildProcess = fork(join(import.meta.dirname, 'function.ts'), [join('dist', name, 'index.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => log(String(chunk)));

  const answerTo = (id: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const onMessage = (answer: Answer): void => {
        if (answer.id !== id) return;
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(answer);
      };
      const onExit = (code: number | null): void => reject(new Error(`the ${name} ended with ${code}`));
      child.on('message', onMessage);
      child.on('exit', onExit);
    });

  await answerTo(0);
  let invocations = 0;
  return {
    async invoke(event) {
      invocations += 1;
      const answer = answerTo(invocations);
      child.send({ id: invocations, event });
      const { result, error } = await answer;
      if (error) throw new Error(`the ${name} threw ${error}`);
      return result;
    },
    stop: () => void child.kill('SIGKILL'),
  };
};
