// Texts that services of AWS publish on a topic of SNS.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html
// https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
import type { Failure, Moment } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf } from '../../text/clean.ts';
import { momentOfSentence } from '../shared/states.ts';

const MAX_CHARS = 300;

export interface AwsText {
  readonly moment: Moment;
  readonly title: string | undefined;
  readonly resource?: { kind: string; name: string } | undefined;
  readonly run?: string | undefined;
  readonly failures: Failure[];
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** `An AWS Backup job failed. Resource ARN : arn:… BackupJob ID : …` */
const fromBackup = (text: string): AwsText | undefined => {
  const [, kind = ''] = /^An AWS (Backup|Copy|Restore|Recovery Point|Backup Plan) /i.exec(text) ?? [];
  if (!kind) return undefined;
  const first = lineOf(/^[\s\S]{1,300}?\.(?=\s|$)/.exec(text)?.[0], MAX_CHARS);
  const ends = momentOfSentence(first ?? '') ?? (/\b(?:expired|aborted)\b/i.test(first ?? '') ? 'failed' : undefined);
  const { resource, account, region } = parseArn(/\bResource ARN ?: ?(arn:\S{1,500}?)[.,]?(?:\s|$)/i.exec(text)?.[1]);
  const name = lineOf(resource?.replace(/^[\w-]+[:/](?=.)/, ''), 100);
  return {
    moment: ends ?? 'change',
    title: name ? undefined : first,
    resource: name ? { kind: `${kind} Job`, name } : undefined,
    run: lineOf(/Job ID ?: ?([\w-]{8,60})/i.exec(text)?.[1], 60),
    // The headline says that the job failed.
    failures: ends === 'failed' && name && first && !/ job failed\.$/.test(first) ? [{ reason: first }] : [],
    account,
    region,
  };
};

/** `AWS Budget Notification October 31, 2026`, and a letter. */
const fromBudget = (text: string, subject: string | undefined): AwsText | undefined => {
  if (!/^AWS Budgets? (?:Notification|Alert)\b/i.test(text)) return undefined;
  const name = lineOf(
    /^AWS Budgets: (.{1,100}?) has exceeded/.exec(subject ?? '')?.[1] ??
      /\bassociated with your (.{1,100}?) budget\b/.exec(text)?.[1],
    100,
  );
  const facts = lineOf(/\bThe (?:ACTUAL|FORECASTED)\b[^\n]{1,200}?\bis \$?[\d,.]*\d/.exec(text)?.[0], MAX_CHARS);
  const wanted = lineOf(
    /\bthe (?:ACTUAL|FORECASTED)\b[^\n]{1,300}?\bgreater than \$?[\d,.]*\d/i.exec(text)?.[0],
    MAX_CHARS,
  );
  return {
    moment: 'failed',
    title: lineOf(subject, 150) ?? lineOf(text.split('\n')[0], 150),
    resource: name ? { kind: 'budget', name } : undefined,
    failures: [facts, wanted].flatMap((reason) => (reason ? [{ reason }] : [])).slice(0, 1),
    account: /\bAWS Account (\d{12})\b/.exec(text)?.[1],
  };
};

/** The meaning of a text of an AWS service; `undefined` for all others, which stay messages. */
export const fromAwsText = (text: string, subject: string | undefined): AwsText | undefined => {
  const start = text.slice(0, 4000);
  return fromBackup(start) ?? fromBudget(start, subject);
};

/** Subjects of services of AWS that say nothing about the event. */
export const isEmptySubject = (subject: string): boolean =>
  /^(?:Notification from AWS|(?:RDS|DMS|AWS|SNS) Notification\b|Amazon Web Services Notification)/i.test(subject);
