import { isRecord } from '../text/json.ts';
import type { Protocol } from './call.ts';
import { parseXml, type XmlValue } from './xml.ts';

/** A page of a stack's events contains the properties of a hundred resources, so it is larger than other answers. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Fields of a form: `Filters.member.1`, `Range.From`. Absent values are left out. */
const fieldsOf = (value: unknown, name: string): [string, string][] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, at) => fieldsOf(item, `${name}.member.${at + 1}`));
  if (!isRecord(value)) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, field]) => fieldsOf(field, name ? `${name}.${key}` : key));
};

const fieldOf = (value: XmlValue | undefined, name: string): XmlValue | undefined =>
  isRecord(value) && Object.hasOwn(value, name) ? (value[name] as XmlValue) : undefined;

/**
 * The AWS Query protocol: a form as input, XML as output. An answer is the object below `OperationResult`, with texts in
 * place of numbers, booleans and times, and an empty text in place of an empty list.
 * @param version of the service's API.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const queryProtocol = (version: string): Protocol => ({
  maxBytes: MAX_ANSWER_BYTES,
  headers: () => ({ 'content-type': 'application/x-www-form-urlencoded' }),
  write: (operation, input) =>
    new URLSearchParams([['Action', operation], ['Version', version], ...fieldsOf(input, '')]).toString(),
  read(operation, body) {
    const result = fieldOf(fieldOf(parseXml(body), `${operation}Response`), `${operation}Result`);
    if (result === '') return {};
    return isRecord(result) ? result : undefined;
  },
  errorOf(body) {
    const code = fieldOf(fieldOf(fieldOf(parseXml(body), 'ErrorResponse'), 'Error'), 'Code');
    return typeof code === 'string' ? code : '';
  },
});
