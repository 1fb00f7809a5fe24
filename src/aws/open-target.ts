import { ConfigError } from '../model/errors.ts';
import { isTargetName } from '../model/stack.ts';
import { parseJson } from '../text/json.ts';
import type { Resolved } from './secrets.ts';

/** How long the copy of a target is used if it cannot be read. */
export const STALE_MS = 15 * 60_000;

/** A field that every reference to a secret has. */
const REFERENCE = /"(?:parameter|secret)"/;

/** `invalid`: the configuration is wrong. `unresolved`: a secret that it refers to cannot be read. */
export type Unusable = 'invalid' | 'unresolved';

/** A problem while reading, for the log and the metrics. Problems name fields, never values. */
export type TargetsReport =
  | { kind: 'invalid'; target: string; problems: readonly string[] }
  | { kind: 'unresolved'; target: string; error: unknown }
  | { kind: 'stale'; ageSeconds: number; error: unknown };

export interface OpenerOptions<Target> {
  /** Parses a target's JSON. @throws ConfigError */
  open: (resolved: Resolved) => Target | Promise<Target>;
  /** Replaces references to secrets by their values. @throws SecretError or ConfigError */
  resolve?: (raw: unknown, name: string) => Promise<Resolved>;
  report: (report: TargetsReport) => void;
  now?: () => Date;
}

export interface Opened<Target> {
  /** Absent if the parameter itself could not be read. */
  readonly json?: string;
  /** The JSON including its secrets. It is not passed out of this folder. */
  readonly resolved?: string;
  readonly target: Target | Unusable;
  readonly openedAt: number;
}

const withoutSecrets = (raw: unknown): Resolved => ({ raw, hasShared: false });

/** Opens one target. Unchanged JSON gives the identical object, so that callers detect a change by identity. */
export const createOpener =
  <Target>({
    open,
    resolve = async (raw) => withoutSecrets(raw),
    report,
    now = () => new Date(),
  }: OpenerOptions<Target>) =>
  async (name: string, json: string, known: Opened<Target> | undefined): Promise<Opened<Target>> => {
    const time = now().getTime();
    try {
      if (!isTargetName(name)) throw new ConfigError(['the name may hold letters, digits, ".", "-" and "_" only']);
      const raw = parse(json);
      const found = REFERENCE.test(json) ? await resolve(raw, name) : withoutSecrets(raw);
      const resolved = JSON.stringify(found);
      const target = known?.resolved === resolved && isUsable(known.target) ? known.target : await open(found);
      return { json, resolved, target, openedAt: time };
    } catch (error) {
      if (error instanceof ConfigError) {
        report({ kind: 'invalid', target: name, problems: error.problems });
        return { json, target: 'invalid', openedAt: time };
      }
      report({ kind: 'unresolved', target: name, error });
      const kept = known?.json === json ? keepUsable(known, time) : undefined;
      return kept ?? { json, target: 'unresolved', openedAt: time };
    }
  };

const isUsable = <Target>(target: Target | Unusable): target is Target =>
  target !== 'invalid' && target !== 'unresolved';

/** The copy, if it can be used instead of a target that cannot be read. */
export const keepUsable = <Target>(known: Opened<Target> | undefined, now: number): Opened<Target> | undefined =>
  known && isUsable(known.target) && now - known.openedAt <= STALE_MS ? known : undefined;

/** @throws ConfigError */
const parse = (json: string): unknown => {
  const raw = parseJson(json);
  if (raw === undefined) throw new ConfigError(['not valid JSON']);
  return raw;
};
