import { readFile } from 'node:fs/promises';

export interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

export type Lock = Readonly<Record<string, LockEntry>>;

/** The entries of package-lock.json by folder, such as `node_modules/zod`, without the project itself. */
export const readLock = async (): Promise<Lock> => {
  const { '': _, ...packages } = JSON.parse(await readFile('package-lock.json', 'utf8')).packages;
  return packages;
};

/** Folders of the production dependencies, direct and transitive. The optional ones, builds of Node, are left out. */
export const productionFolders = (lock: Lock): string[] =>
  Object.entries(lock).flatMap(([folder, { dev, optional, devOptional }]) =>
    dev || optional || devOptional ? [] : [folder],
  );
