import { styleText } from 'node:util';
import type { DelivererTelemetry, EnrichmentTelemetry, RouterTelemetry } from '../lambda/telemetry.ts';
import { describeError } from '../model/errors.ts';
import type { DeliveryReport } from '../relay/received.ts';
import { cut } from '../text/clean.ts';
import { duration } from '../text/time.ts';
import { gist, headline, icon } from '../wording/words.ts';

type Style = Parameters<typeof styleText>[0];

/** Telemetry as text for people, with colours if the terminal supports them. */
export interface Terminal extends RouterTelemetry, DelivererTelemetry, EnrichmentTelemetry {
  line(text?: string): void;
  title(text: string): void;
  note(text: string): void;
}

/** Length of a notification's details: two lines of a narrow terminal. */
const DETAIL_CHARS = 150;

const column = (text: string, width: number): string => text.padEnd(width).slice(0, Math.max(width, text.length));

const outcomeLine = ({ outcome, receive, waitSeconds }: DeliveryReport): [string, Style, string] => {
  const status = 'status' in outcome && outcome.status ? ` ${outcome.status}` : '';
  const detail = 'detail' in outcome && outcome.detail ? ` (${outcome.detail})` : '';
  switch (outcome.kind) {
    case 'delivered': {
      const steps = outcome.steps ? `: ${outcome.steps.join(', ')}` : '';
      return ['✔', 'green', `accepted${status}${receive > 1 ? `, received ${receive} times` : ''}${steps}`];
    }
    case 'retry':
      return ['↻', 'yellow', `${outcome.reason}${status}${detail}: retry in ${duration(waitSeconds ?? 0)}`];
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
      const to = targets.length > 0 ? targets.join(', ') : 'no target';
      const head = `${icon(notification)} ${headline(notification)}`;
      line(`   ${column(head, 36)} ${paint('dim', `→ ${to}`)}`);
      const rest = gist(notification);
      if (rest) line(`      ${paint('dim', cut(rest, DETAIL_CHARS))}`);
    },
    delivered(report) {
      const [mark, style, text] = outcomeLine(report);
      const { delivery, platform = '', error } = report;
      const where = `${column(delivery?.target ?? '?', 9)} ${column(platform, 9)}`;
      line(`     ${paint(style, mark)} ${where} ${paint(style, text)}`);
      if (error) line(`       ${paint('red', error)}`);
    },
    targets(report) {
      if (report.kind === 'invalid') line(`   ${paint('red', `${report.target}: ${report.problems.join('; ')}`)}`);
      else if (report.kind === 'unresolved')
        line(`   ${paint('red', `${report.target}: ${describeError(report.error)}`)}`);
      else
        line(`   ${paint('yellow', `targets unavailable, using a copy that is ${duration(report.ageSeconds)} old`)}`);
    },
    enrichment: (error) => line(`   ${paint('yellow', `enrichment incomplete: ${describeError(error)}`)}`),
    lane(notice) {
      if (notice.kind === 'set-aside') line(`     ${paint('yellow', '⇢')} ${notice.delivery.target} set aside`);
    },
    ledger: (error) => line(`   ${paint('yellow', `ledger unavailable: ${describeError(error)}`)}`),
  };
};
