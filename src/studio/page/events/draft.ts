import type { Catalogue, EventText, Sample } from '../../api.ts';
import { jsonErrorIn } from './json-error.ts';

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
  /** Counted from 1. */
  readonly line: number;
}

/** The syntax error of a text that starts as JSON does. Any other text is a valid event. */
export const problemIn = (text: string): TextProblem | undefined => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const error = jsonErrorIn(text);
  return error && { text: error.text, line: text.slice(0, error.position).split('\n').length };
};

/** Whether there is nothing to preview or to publish. */
export const isEmpty = ({ text }: Pick<Draft, 'text'>): boolean => text.trim() === '';

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
