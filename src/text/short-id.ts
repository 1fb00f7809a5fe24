import { cut } from './clean.ts';

/** The commit's id as people quote it: seven digits of a hash, and other identifiers whole but short. */
export const shortCommit = ({ id }: { readonly id: string }): string =>
  /^[0-9a-f]{40}$/i.test(id) ? id.slice(0, 7) : cut(id, 24);

/** The first part of a UUID or of a digest, without what stands before it; other identifiers whole but short. */
export const shortExecution = (id: string): string =>
  /(?:^|:)(\w{8})-[\w-]+$/.exec(id)?.[1] ?? /^sha256:(\w{12})/.exec(id)?.[1] ?? cut(id, 24);
