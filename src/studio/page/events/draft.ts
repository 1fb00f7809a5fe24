import type { Catalogue, EventText, Sample } from '../../api.ts';

/** The event in the editor. */
export interface Draft {
  /** The sample that was chosen. */
  readonly sample: string | undefined;
  readonly text: string;
  readonly subject: string | undefined;
  /** The text differs from the sample's. */
  readonly edited: boolean;
}

/**
 * The draft as an event. Without a choice, an unedited sample has its own transition and is enriched. An edited text has
 * no transition and is not enriched.
 */
export const eventOf = (
  { samples, transitions }: Catalogue,
  draft: Draft,
  { transition: chosen, aws }: { readonly transition?: string; readonly aws?: string },
): EventText => {
  const kind = transitions.find((known) => known === chosen);
  const own = draft.edited ? undefined : samples.find(({ name }) => name === draft.sample)?.transition;
  const transition = kind
    ? { kind, ...(kind === 'still-failing' && { count: 3 }) }
    : chosen === 'none'
      ? undefined
      : own;
  return {
    text: draft.text,
    ...(draft.subject && { subject: draft.subject }),
    ...(transition && { transition }),
    ...((aws ? aws === 'asked' : !draft.edited) && { enriched: true }),
  };
};

export interface TextProblem {
  readonly text: string;
  /** Counted from 1; absent if the parser does not name a position. */
  readonly line?: number;
}

/** The syntax error of a text that starts as JSON does. Any other text is a valid event. */
export const problemIn = (text: string): TextProblem | undefined => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(message)?.[1];
    const end = /end of JSON|Unexpected end/.test(message);
    const before = at !== undefined ? text.slice(0, Number(at)) : end ? text : undefined;
    const line = before?.split('\n').length;
    return { text: message.replace(/^JSON\.parse: /, ''), ...(line && { line }) };
  }
};

/** The draft of a sample, formatted. */
export const sampleDraft = (sample: Sample | undefined): Draft => ({
  sample: sample?.name,
  text: formatted(sample?.text ?? ''),
  subject: sample?.subject,
  edited: false,
});

/** The text, indented if it is JSON. */
export const formatted = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};
