import { cleanLine } from './clean.ts';

const URL_LIKE = /[a-z][a-z0-9+.-]*:\/\/[^\s'"]*|\bwww\.[^\s'"]+|\b[\w-]+(?:\.[\w-]+)+(?::\d+)?\/[^\s'"]*/gi;

/** Cleans external text for a terminal: one line, cut to `maxChars` UTF-16 units, URLs replaced by `…`. */
export const safeLine = (value: string, maxChars: number): string =>
  cleanLine(cleanLine(value, 4 * maxChars).replace(URL_LIKE, '…'), maxChars);
