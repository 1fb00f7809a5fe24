// The part of the contract between the studio's server and its page that is about targets: types only.

export interface Problem {
  /** Path of the field, such as `url`, `when.pipelines` or `signingKeys.0`; empty for the whole target. */
  readonly field: string;
  /** Such as `must be https`. It never quotes the value. */
  readonly problem: string;
}

// ---- Forms

export interface PlatformView {
  readonly name: string;
  /** Such as `Slack (incoming webhook)`. */
  readonly title: string;
  /** Name of the chat or the receiver in a sentence, such as `Slack`. */
  readonly product: string;
  /** What the platform can do that others cannot, in one sentence. */
  readonly hint: string;
  /** How to get the URL or the token: a question and short steps. */
  readonly secretGuide: { readonly question: string; readonly steps: readonly string[] };
  /** Messages are read by people, in the order of arrival. */
  readonly chat: boolean;
  /** The sizes that the platform limits, with the limits above which it rejects or loses a message. */
  readonly limits: readonly { readonly of: string; readonly max: number }[];
  /** The fields of the form, in order, without `platform`. */
  readonly fields: readonly TargetField[];
  /** JSON Schema of the target, with `secret: true` at secret fields. */
  readonly schema: JsonSchema;
}

export interface JsonSchema {
  readonly [key: string]: unknown;
}

/** One field of a target's form. */
export interface TargetField {
  readonly name: string;
  /** What the field holds, as a phrase; absent for fields that every target has. */
  readonly help?: string;
  /**
   * `flag` is a boolean, `choice` one of `choices`, `text` a string, `group` an object of `fields`, and `record` an
   * object of strings with free names.
   */
  readonly kind: 'flag' | 'choice' | 'text' | 'group' | 'record';
  /** The field is a list of this kind. */
  readonly many: boolean;
  readonly required: boolean;
  /** Values are never sent to the page. Each may be a {@link Reference} instead of a string. */
  readonly secret: boolean;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  readonly fields?: readonly TargetField[];
  /** Of a list: the highest number of entries. */
  readonly maxItems?: number;
}

// ---- Targets

export interface TargetSet {
  /** Where the targets come from. Changes stay in the studio's memory. */
  readonly origin: 'samples' | 'file' | 'stage';
  /** Name of the stage that the targets come from. */
  readonly stage?: string;
  /** Whether the targets differ from those of the start. */
  readonly changed: boolean;
  readonly targets: readonly TargetView[];
}

export interface TargetView {
  readonly name: string;
  /** `undefined` if it is missing or unknown. */
  readonly platform?: string | undefined;
  readonly enabled: boolean;
  /** The target's JSON with `(hidden)` for each secret. References to secrets are not masked. */
  readonly target: unknown;
  /** Why the target is not valid. */
  readonly problems: readonly Problem[];
  /** How to take the target to a stage; only if it is valid. */
  readonly portable?: PortableTarget;
}

/** A target for use outside of the studio. Neither form holds a secret. */
export interface PortableTarget extends TargetCommand {
  /** The target as files hold it, with a reference in place of each secret. */
  readonly json: unknown;
  /** Names of the parameters that have to be created for it. */
  readonly parameters: readonly string[];
}

export interface TargetCommand {
  /** Absent if the stage has the target as it is. */
  readonly command?: string;
  /** What the command cannot hold, in sentences. */
  readonly notes: readonly string[];
}

/** A secret in Parameter Store or in Secrets Manager. `key` names one field of a secret in JSON. */
export type Reference =
  | { readonly parameter: string; readonly key?: string }
  | { readonly secret: string; readonly key?: string };

/**
 * In an update, keeps the secret that the target has: `{"keep": true}` keeps the value at the same path (`url`,
 * `headers.X-Token`, all of `signingKeys`), `{"keep": 1}` within a list keeps the entry of this index.
 */
export interface Keep {
  readonly keep: true | number;
}

/** A target's JSON as docs/targets.md describes it, where each secret may be a string, a {@link Reference} or a {@link Keep}. */
export type TargetInput = { readonly platform: string } & Readonly<Record<string, unknown>>;
