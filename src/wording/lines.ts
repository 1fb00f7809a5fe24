import { clean } from '../text/clean.ts';

/** A part of a line. With a `time` (epoch seconds), `text` is for platforms that cannot show it in the reader's zone. */
export interface Piece {
  readonly text: string;
  readonly look?: 'strong' | 'code' | 'quiet';
  readonly url?: string | undefined;
  readonly time?: number;
}

/** Pieces on one line, or a block of code. */
export type Line = readonly Piece[] | { readonly code: string };

/** A line of the pieces that are not empty; no line if all are. */
export const line = (...pieces: (Piece | undefined | false)[]): Line[] => {
  const filled = pieces.filter((piece): piece is Piece => (piece ? piece.text !== '' : false));
  return filled.length > 0 ? [filled] : [];
};

/** A line of foreign text, which may contain line breaks. */
export const textLine = (value: string | undefined, maxChars: number): Line[] =>
  line({ text: clean(value ?? '', maxChars) });

export const code = (value: string): Line[] => (value ? [{ code: value }] : []);

/** The pieces that are not empty, with a separator between them. */
export const joined = (pieces: readonly (Piece | undefined)[], between: string): Piece[] =>
  pieces
    .filter((piece): piece is Piece => piece !== undefined && piece.text !== '')
    .flatMap((piece, at) => (at > 0 ? [{ text: between }, piece] : [piece]));
