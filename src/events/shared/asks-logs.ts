import type { Asked, AskedService } from '../../model/enrichment.ts';

export const LOGS: AskedService = { name: 'logs', target: 'Logs_20140328', version: '1.1' };

/** Permission to read the log streams of the log groups below a prefix, such as `/aws/codebuild`. */
export const asksLogs = (prefix: string): Asked => ({
  service: LOGS,
  operations: ['GetLogEvents'],
  resources: [`log-group:${prefix}/*:log-stream:*`],
});
