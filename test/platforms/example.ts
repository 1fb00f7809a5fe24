import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What the contract suite needs for a platform: `<platform>/target.ts` exports it as `<platform>Example`, in camel case. */
export interface Example {
  /** A whole target. Every secret in it contains the word `canary`, in any case. */
  target: Record<string, unknown>;
  /** Body of the reply to an accepted message. */
  accepted: string;
  /** Fields that make the target invalid when they replace its own. What no error may quote contains `canary`. */
  invalid: Record<string, unknown>[];
  /** The URL of the target's requests. Without it they have the origin of `target.url` and a path below its path. */
  expectedUrl?: string;
  /** The field that holds the address of the requests, if it is not `url`. */
  addressField?: string;
  /** `false` if the body of a request is not JSON. */
  json?: false;
}

/** Loads a platform's example. @throws if there is none, so that no platform goes untested. */
export const exampleOf = async (platform: string): Promise<Example> => {
  const file = new URL(`./${platform}/target.ts`, import.meta.url);
  if (!existsSync(file)) throw new Error(`The platform ${platform} needs test/platforms/${platform}/target.ts`);
  const module = await import(pathToFileURL(file.pathname).href);
  const name = `${platform.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Example`;
  const example = module[name];
  if (!example) throw new Error(`test/platforms/${platform}/target.ts exports no ${name}`);
  return example;
};
