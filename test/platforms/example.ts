import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What the contract suite must know of a platform: it lies in `<platform>/target.ts` as `<platform>Example`. */
export interface Example {
  /** A whole target. Every secret in it holds the word `canary`, in any case. */
  target: Record<string, unknown>;
  /** What the receiver answers when it has taken a message. */
  accepted: string;
  /** Fields that make the target invalid when they replace its own; what must not be told holds the word `canary`. */
  invalid: Record<string, unknown>[];
}

/** Loads a platform's example. @throws if there is none, so that no platform goes untested. */
export const exampleOf = async (platform: string): Promise<Example> => {
  const file = new URL(`./${platform}/target.ts`, import.meta.url);
  if (!existsSync(file)) throw new Error(`The platform ${platform} needs test/platforms/${platform}/target.ts`);
  const module = await import(pathToFileURL(file.pathname).href);
  const example = module[`${platform}Example`];
  if (!example) throw new Error(`test/platforms/${platform}/target.ts exports no ${platform}Example`);
  return example;
};
