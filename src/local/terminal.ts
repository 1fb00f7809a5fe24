import { styleText } from 'node:util';
import type { DelivererTelemetry, EnrichmentTelemetry, RouterTelemetry } from '../lambda/telemetry.ts';
import { describeError } from '../model/errors.ts';
import type { DeliveryReport } from '../relay/batch.ts';
import { cut } from '../text/clean.ts';
import { duration } from '../text/time.ts';
import { headline, icon, plainText } from '../wording/words.ts';

type Style = Parameters<typeof styleText>[0];

/** Writes for people: colours only where the terminal takes them. */
export interface Terminal extends RouterTelemetry, DelivererTelemetry, EnrichmentTelemetry {
  line(text?: string): void;
  title(text: string): void;
  note(text: string): void;
}

/** What a notification says besides its headline is cut to two lines of a narrow terminal. */
const DETAIL_CHARS = 150;

const column = (text: string, width: number): string => text.padEnd(width).slice(0, Math.max(width, text.length));

const verdict = ({ outcome, receive, waitSeconds }: DeliveryReport): [string, Style, string] => {
  const status = 'status' in outcome && outcome.status ? ` ${outcome.status}` : '';
  const detail = 'detail' in outcome && outcome.detail ? ` (${outcome.detail})` : '';
  switch (outcome.kind) {
    case 'delivered':
      return ['✔', 'green', `accepted${status}${receive > 1 ? `, try ${receive}` : ''}`];
    case 'retry':
      return ['↻', 'yellow', `${outcome.reason}${status}${detail}: waits ${duration(waitSeconds ?? 0)}`];
    case 'rejected':
      return ['✘', 'red', `${outcome.reason}${status}: dead letter`];
    case 'skipped':
      return ['–', 'dim', outcome.reason];
  }
};

export const createTerminal = (write: (line: string) => void): Terminal => {
  const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });
  const line = (text = ''): void => write(text);
  return {
    line,
    title: (text) => line(paint('bold', text)),
    note: (text) => line(paint('dim', text)),
    routed(report) {
      if (report.kind !== 'routed') {
        const why = report.kind === 'unrouted' ? `: ${describeError(report.error)}` : '';
        line(`   ${paint('red', report.kind)}${why}`);
        return;
      }
      const { notification, targets } = report;
      const to = targets.length > 0 ? targets.join(', ') : 'nobody asked for it';
      const verdictWords = `${icon(notification)} ${headline(notification)}`;
      line(`   ${column(verdictWords, 36)} ${paint('dim', `→ ${to}`)}`);
      const rest = plainText(notification).slice(verdictWords.length).replace(/^ · /, '');
      if (rest) line(`      ${paint('dim', cut(rest, DETAIL_CHARS))}`);
    },
    delivered(report) {
      const [mark, style, words] = verdict(report);
      const { delivery, platform = '', error } = report;
      const where = `${column(delivery?.target ?? '?', 9)} ${column(platform, 8)}`;
      line(`     ${paint(style, mark)} ${where} ${paint(style, words)}`);
      if (error) line(`       ${paint('red', error)}`);
    },
    targets(report) {
      if (report.kind === 'invalid') line(`   ${paint('red', `${report.target}: ${report.problems.join('; ')}`)}`);
      else if (report.kind === 'unresolved')
        line(`   ${paint('red', `${report.target}: ${describeError(report.error)}`)}`);
      else line(`   ${paint('yellow', `targets are ${duration(report.ageSeconds)} old`)}`);
    },
    enrichment: (error) => line(`   ${paint('yellow', `not found out: ${describeError(error)}`)}`),
    ledger: (error) => line(`   ${paint('yellow', `no ledger: ${describeError(error)}`)}`),
  };
};
