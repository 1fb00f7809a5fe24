import type { Notification } from '../model/notification.ts';
import { cleanLine, safeUrl } from '../text/clean.ts';
import type { Detail } from './detail.ts';
import { labelText } from './labels.ts';
import { joined, type Line, line } from './lines.ts';
import { more } from './phrases.ts';

/** `true` if a text contains a value as a word of its own. */
const isIn = (value: string, text: string): boolean => {
  const at = text.toLowerCase().indexOf(value.toLowerCase());
  return at >= 0 && !/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + value.length));
};

/** The details that nothing above them has said. */
export const detailLines = ({ details }: Notification, detail: Detail, above: string): Line[] => {
  const fresh = details.filter(({ value }) => value.length < 3 || !isIn(value, above));
  return [
    ...fresh.slice(0, detail.details).flatMap(({ label, value }) => {
      const name = cleanLine(labelText(label), detail.lineChars);
      return line({ text: name && `${name}  `, look: 'strong' }, { text: cleanLine(value, detail.lineChars) });
    }),
    ...line({ text: more(fresh.length - detail.details, 'detail') ?? '' }),
  ];
};

/** What a summary contains: each group with its names. */
export const summaryLines = ({ summary }: Notification, { lineChars, inlineLinks }: Detail): Line[] =>
  (summary?.groups ?? []).flatMap(({ title, names, more: rest }) => {
    const pieces = names.map(({ name, url }) => ({
      text: cleanLine(name, lineChars),
      url: inlineLinks ? safeUrl(url) : undefined,
    }));
    return [
      ...line({ text: cleanLine(title, lineChars), look: 'strong' }),
      ...line(...joined([...pieces, { text: rest > 0 ? `+${rest} more` : '' }], ' · ')),
    ];
  });
