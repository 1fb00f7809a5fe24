import type { Failure, Notification } from '../model/notification.ts';
import { clean, cleanLine, safeUrl } from '../text/clean.ts';
import type { Detail } from './detail.ts';
import { fewLines, lastLines, withoutLines } from './excerpt.ts';
import { code, type Line, line } from './lines.ts';
import { more, namesText } from './phrases.ts';
import { byReason, reasonText } from './reason.ts';
import { placeText } from './subjects.ts';

/** Names of failed parts with the same reason. */
const MAX_NAMES = 3;

/** `true` if the text is laid out by indents or many lines and must be drawn as code. */
const isLaidOut = (reason: string): boolean => /\n[ \t]|(?:\n[^\n]*){3}/.test(reason);

const labelOf = (group: readonly Failure[], { pipeline }: Notification): string =>
  namesText(
    [...new Set(group.map(({ stage, action }) => placeText(stage, action)).filter(Boolean))],
    pipeline ? 1 : MAX_NAMES,
  );

interface Place {
  readonly at: number;
  /** The only failure needs no label: its place is in the verdict and in the footer. */
  readonly isLabelled: boolean;
  /** What stands above the failure. */
  readonly above: string;
}

const groupLines = (
  group: readonly [Failure, ...Failure[]],
  { at, isLabelled, above }: Place,
  notification: Notification,
  detail: Detail,
): Line[] => {
  const { lineChars, log, reasonChars } = detail;
  const share = at > 0 ? 3 : 1;
  const [failure] = group;
  const label = isLabelled ? cleanLine(labelOf(group, notification), lineChars) : '';
  const words = label ? reasonText({ ...failure, action: undefined }, notification) : reasonText(failure, notification);
  const reason = clean(fewLines(words, detail.reasonLines / share), reasonChars);
  const shown = above.includes(reason) ? '' : reason;
  const url = detail.inlineLinks ? (safeUrl(failure.logUrl) ?? safeUrl(failure.url)) : undefined;
  const name = { text: label, url, look: 'strong' as const };
  const excerpt = withoutLines(failure.log ?? '', [failure.reason ?? '']);
  return [
    ...(isLaidOut(shown)
      ? [...line(name), ...code(shown)]
      : line(name, { text: label && shown ? `: ${shown}` : shown })),
    ...code(lastLines(excerpt, { ...log, lines: log.lines / share })),
  ];
};

/** The reasons of the failures with the log around them. Failures with the same reason stand together. */
export const failuresLines = (notification: Notification, detail: Detail, above: string): Line[] => {
  const groups = byReason(notification.failures);
  const isLabelled = notification.failures.length > 1;
  return [
    ...groups
      .slice(0, detail.failures)
      .flatMap((group, at) => groupLines(group, { at, isLabelled, above }, notification, detail)),
    ...line({ text: more(groups.slice(detail.failures).flat().length, 'failure') ?? '' }),
  ];
};
