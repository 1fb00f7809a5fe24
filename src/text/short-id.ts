import { cut } from './clean.ts';

/** A short form of a commit id: the first seven digits of a hash; other identifiers are cut to 24 characters. */
export const shortCommit = ({ id }: { readonly id: string }): string =>
  /^[0-9a-f]{40}$/i.test(id) ? id.slice(0, 7) : cut(id, 24);

/** A short form of an execution id: the first part of a UUID or digest; other identifiers are cut to 24 characters. */
export const shortExecution = (id: string): string =>
  /(?:^|:)(\w{8})-[\w-]+$/.exec(id)?.[1] ?? /^sha256:(\w{12})/.exec(id)?.[1] ?? cut(id, 24);
