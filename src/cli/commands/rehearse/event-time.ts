import { isRecord, parseJson } from '../../../text/json.ts';
import { isoTime } from '../../../text/time.ts';

/** Fields that hold the time of an event, in the order in which they are read. */
const FIELDS = ['time', 'StateChangeTime', 'Timestamp', 'timestamp'];

/** `Timestamp='…'` of CloudFormation, and `Timestamp: …` of Elastic Beanstalk. */
const IN_TEXT = /^Timestamp(?:='([^'\n]{1,40})'|:[ \t]*([^\n]{1,40}))/m;

/** `Wed Apr 01 12:00:00 UTC 2026`, as Java writes a date. */
const JAVA_DATE = /^\w{3} (\w{3} \d{1,2}) (\d\d:\d\d:\d\d) (?:UTC|GMT) (\d{4})$/;

const parsed = (value: string): string | undefined => {
  const [, day, clock, year] = JAVA_DATE.exec(value.trim()) ?? [];
  if (day === undefined) return isoTime(value.trim());
  const time = Date.parse(`${day} ${year} ${clock} UTC`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

/** The time that a message states, ISO 8601 in UTC. `undefined` if it states none in a known form. */
export const statedTime = (text: string): string | undefined => {
  const value = parseJson(text);
  if (isRecord(value)) {
    const times = FIELDS.map((field) => value[field]).filter((each) => typeof each === 'string');
    return times.map((each) => isoTime(each)).find((time) => time !== undefined);
  }
  const [, quoted, plain] = IN_TEXT.exec(text) ?? [];
  return parsed(quoted ?? plain ?? '');
};
