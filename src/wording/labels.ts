/** Words for the codes that notifications contain: labels of details and links, kinds of subjects, missing parts. */
const LABELS: Readonly<Record<string, string>> = {};

/** @returns the words for a code; the text itself if it is no code, because it is a sender's own. */
export const labelText = (label: string): string => (Object.hasOwn(LABELS, label) ? (LABELS[label] ?? label) : label);
