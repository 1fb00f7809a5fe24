import type { Catalogue, EventText, Sample } from '../../api.ts';

/** The event that is looked at, as it is being written. */
export interface Draft {
  /** The sample that it began as. */
  readonly sample: string | undefined;
  readonly text: string;
  readonly subject: string | undefined;
  /** The text is no longer the sample's own. */
  readonly edited: boolean;
}

/**
 * The draft with what it is to mean, and with AWS's answers or without; where nothing was chosen a sample means what it
 * says of itself, and has answers as made up as it is.
 */
export const eventOf = (
  { samples, transitions }: Catalogue,
  draft: Draft,
  { means, aws }: { readonly means?: string; readonly aws?: string },
): EventText => {
  const kind = transitions.find((known) => known === means);
  const own = draft.edited ? undefined : samples.find(({ name }) => name === draft.sample)?.transition;
  const transition = kind
    ? { kind, ...(kind === 'still-failing' && { count: 3 }) }
    : means === 'none'
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
  readonly words: string;
  /** Counted from 1, where the parser says it. */
  readonly line?: number;
}

/** Why a text that begins as JSON does is none. Any other text is an event too, and no problem. */
export const problemIn = (text: string): TextProblem | undefined => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(said)?.[1];
    const end = /end of JSON|Unexpected end/.test(said);
    const before = at !== undefined ? text.slice(0, Number(at)) : end ? text : undefined;
    const line = before?.split('\n').length;
    return { words: said.replace(/^JSON\.parse: /, ''), ...(line && { line }) };
  }
};

/** A sample, laid out to be read and changed. */
export const sampleDraft = (sample: Sample | undefined): Draft => ({
  sample: sample?.name,
  text: laidOut(sample?.text ?? ''),
  subject: sample?.subject,
  edited: false,
});

/** The text laid out to be read, where it is JSON. */
export const laidOut = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};
