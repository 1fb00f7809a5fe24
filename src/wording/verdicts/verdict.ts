/** The facts of a sentence, as the event source gives them. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * A sentence of one line without a final dot, for lock screens and the first line of a message. `about` is the subject
 * in words, such as `shop-5xx`. Give every value a default, because a queued message of another version may lack it:
 * `(about, { metric = '', limit = '' }) => …`.
 */
export type Verdict = (about: string, values: Values) => string;

/** The sentences of an event source, by the code in `verdict` of a notification. */
export type Verdicts = Readonly<Record<string, Verdict>>;
