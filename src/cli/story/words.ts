import { duration } from '../../text/time.ts';
import type { Line } from '../aws/log-lines.ts';
import type { Attempts } from './facts.ts';

const STEP_WORDS: Readonly<Record<string, string>> = {
  open: 'new message',
  reply: 'reply',
  update: 'message updated',
};

/** `: new message, reply` for the steps of a conversation; nothing without steps. */
export const stepWords = (steps: readonly string[] | undefined): string =>
  steps?.length ? `: ${steps.map((step) => STEP_WORDS[step] ?? step).join(', ')}` : '';

/** `web (main) failed`, with the part of the pipeline that the event is about. */
export const eventWords = ({ pipeline, resource, source, series, moment, eventLevel, pipelineStage }: Line): string => {
  const subject = pipeline ?? resource ?? source ?? 'an event';
  const of = series === undefined ? '' : ` (${series})`;
  const part = eventLevel === undefined || eventLevel === 'pipeline' ? '' : ` ${eventLevel}`;
  const at = pipelineStage === undefined ? '' : ` at ${pipelineStage}`;
  return `${subject}${of}${part}${moment === undefined ? '' : ` ${moment}`}${at}`;
};

/** `unavailable (503) 3 times, timeout`. */
export const attemptWords = (attempts: readonly Attempts[]): string =>
  attempts
    .map(({ reason, status, count }) => {
      const times = count > 1 ? ` ${count} times` : '';
      return `${reason}${status === undefined ? '' : ` (${status})`}${times}`;
    })
    .join(', ');

/** The time between two ISO times in words; at least a second. */
export const between = (from: string, to: string): string =>
  duration(Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000));

/** `2026-03-04 09:15:30Z`, for people. */
export const clockTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;
