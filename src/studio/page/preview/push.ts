import type { Drawing } from '../../api.ts';

/**
 * Characters that the lock screen of a phone shows before it cuts the text: of the smallest phones, and of the largest,
 * which have room for four lines. No vendor documents them.
 */
const SHOWN_CHARS = { least: 110, most: 178 };

/** A push notification on a phone. */
export interface Push {
  readonly app: 'Slack' | 'Teams' | 'Discord';
  readonly title: string;
  /** Complete, before the phone cuts it. */
  readonly text: string;
}

/** Slack escapes three characters in texts. @see https://docs.slack.dev/messaging/formatting-message-text */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const withoutMarkdown = (text: string): string => text.replace(/\\([^0-9A-Za-z\s])/g, '$1').replaceAll('**', '');

type Payload = Readonly<Record<string, unknown>>;

const PUSHES: Readonly<Record<string, (payload: Payload) => Push>> = {
  // Phones show the text and never the blocks. https://docs.slack.dev/changelog/2026/07/13/notification-changes
  slack: ({ text }) => ({ app: 'Slack', title: '#deploys', text: `Pipebell: ${unescaped(String(text))}` }),
  // A card that a flow posts has no text for notifications. https://github.com/MicrosoftDocs/msteams-docs/issues/11730
  teams: () => ({ app: 'Teams', title: 'Workflows', text: 'Card' }),
  discord: ({ content }) => ({ app: 'Discord', title: 'Pipebell (#deploys)', text: withoutMarkdown(String(content)) }),
};

/** The push notifications of a preview, in the order of the page. */
export const pushesOf = (platforms: readonly Drawing[]): Push[] =>
  Object.entries(PUSHES).flatMap(([name, pushOf]) => {
    const payload = platforms.find(({ platform }) => platform === name)?.payload;
    return payload ? [pushOf(payload as Payload)] : [];
  });

/** The text as the largest phone cuts it. */
export const cut = (text: string): string => {
  const chars = [...text];
  return chars.length > SHOWN_CHARS.most ? `${chars.slice(0, SHOWN_CHARS.most - 1).join('')}…` : text;
};

/** What phones show of a text, as a sentence. */
export const shownText = (text: string): string => {
  const length = [...text].length;
  if (length <= SHOWN_CHARS.least) return `${length} characters: every phone shows the whole text.`;
  const rest = [...text].slice(SHOWN_CHARS.least).join('');
  if (length <= SHOWN_CHARS.most) return `${length} characters: a small phone may cut “${rest.trim()}”.`;
  return `${length} characters: phones cut the text after ${SHOWN_CHARS.least} to ${SHOWN_CHARS.most}.`;
};
