import type { Line } from '../../aws/log-lines.ts';
import { clockTime, eventWords } from '../../story/words.ts';
import { counted } from '../../terminal/table.ts';

/** Events that are listed below the one that is shown. */
const MAX_OTHERS = 5;

/** The events of the router's lines, each once. */
export const eventIds = (lines: readonly Line[]): string[] => [
  ...new Set(lines.flatMap(({ eventId }) => eventId ?? [])),
];

/** Lists the newest events that are not shown. */
export const othersLines = (lines: readonly Line[], shown: readonly string[]): string[] => {
  const others = eventIds(lines).filter((id) => !shown.includes(id));
  const newest = others.slice(-MAX_OTHERS).map((id) => lines.find(({ eventId }) => eventId === id));
  const listed = newest.flatMap((line) =>
    line ? [`  ${clockTime(line.time)}  ${eventWords(line)}  ${line.eventId}`] : [],
  );
  if (others.length === 0) return [];
  const more = others.length > MAX_OTHERS ? `, the newest ${MAX_OTHERS}` : '';
  return [
    `${counted(others.length, 'other event')} in this time${more} (--all, or why with an event’s id):`,
    ...listed,
  ];
};
