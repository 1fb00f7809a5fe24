import { safeUrl, textOf } from '../../text/clean.ts';

const MAX_TEXT_CHARS = 1000;

/** Longest text that is searched for what stands for the link. */
const MAX_LEAD_CHARS = 60;

const URL_TEXT = /https:\/\/[^\s<>"'()[\]{}|]{1,500}/g;

/** What stands for the link and is nothing without it: `What to do:`, `Runbook -`, `see`. */
const LEAD =
  /(?:(?:^|\n|\(|[.,;!?]\s|\s[-–—|])\s*[\p{L}\d' /-]{1,30}[:=]|(?:^|\(|[.,;!?]?\s)\s*(?:[-–—|]\s*)?(?:(?:please )?see|runbook|playbook|docs?)\s*[:=]?)\s*$/iu;

interface Description {
  readonly text: string | undefined;
  readonly runbook: string | undefined;
}

interface Link {
  readonly at: number;
  readonly end: number;
  readonly url: string;
}

const linkIn = (description: string): Link | undefined => {
  const links = [...description.matchAll(URL_TEXT)].flatMap(({ 0: found, index }) => {
    const plain = found.replace(/[.,;:!?]+$/, '');
    const url = safeUrl(plain);
    return url ? [{ at: index, end: index + plain.length, url }] : [];
  });
  return (
    links.find(({ at, end }) => /run-?book|play-?book/i.test(description.slice(Math.max(0, at - 30), end))) ?? links[0]
  );
};

/** The text around a link; the text with the link if the sentence continues behind it and needs it. */
const without = (description: string, { at, end }: Link): string => {
  let before = description.slice(0, at);
  let after = description.slice(end);
  const markdown = /\[[^[\]\n]{1,80}\]\($/.exec(before);
  if (markdown && after.startsWith(')')) {
    before = before.slice(0, markdown.index);
    after = after.slice(1);
  } else if (/[<("']$/.test(before) && /^[>)"']/.test(after)) {
    before = before.slice(0, -1);
    after = after.slice(1);
  }
  if (/^[^\S\n]+\p{Ll}/u.test(after)) return description;
  const lead = LEAD.exec(before.slice(-MAX_LEAD_CHARS));
  const kept = lead ? before.slice(0, -lead[0].length) + (/^[.!?]/.exec(lead[0])?.[0] ?? '') : before;
  if (lead?.[0].startsWith('(') && after.startsWith(')')) after = after.slice(1);
  return `${kept.trimEnd()}${after.replace(/^[.,;:]+/, '')}`.replace(/[\s,;:–—|-]+$/, '');
};

/** The words of an alarm's description, and the first link in it, which leads to the runbook. */
export const descriptionOf = (value: string | null | undefined): Description => {
  const text = textOf(value, MAX_TEXT_CHARS) ?? '';
  const link = linkIn(text);
  return { text: (link ? without(text, link) : text).trim() || undefined, runbook: link?.url };
};
