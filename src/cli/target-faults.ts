import { LEVELS, OCCASIONS } from '../model/notification.ts';
import { isReference } from '../targets/references.ts';
import { allFields, optionOf, type TargetField } from '../targets/target-fields.ts';
import { isRecord } from '../text/json.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A problem of a target in parts. `path` is empty for a problem of the whole target. */
interface Fault {
  readonly path: readonly string[];
  readonly text: string;
  readonly raw: Raw;
}

/** The options of `targets edit` that mend a kind of problem; `undefined` for a problem of another kind. */
type Mend = (fault: Fault) => readonly string[] | undefined;

const clear = (path: readonly string[]): string => `--clear ${path.join('.')}`;

/** True if a message about the field names all parts of its path. */
const isNamed = (path: readonly string[]): boolean => path.every((part) => part !== '…');

const fieldAt = ({ path: [name], raw }: Fault): TargetField | undefined => {
  const named = allFields().filter((field) => field.name === name);
  return named.find(({ platforms }) => platforms.includes(String(raw.platform))) ?? named[0];
};

/** The words of a list that are valid. */
const validWords = (value: unknown, allowed: readonly string[]): string =>
  (Array.isArray(value) ? value : []).filter((word) => allowed.includes(word)).join(',');

const listOption = (name: string, value: unknown, allowed: readonly string[]): string => {
  const words = validWords(value, allowed);
  return words ? `--${name} ${words}` : clear([name]);
};

/** The name of a header that a problem is about. */
const headerOf = ({ path: [, part], text }: Fault): string | undefined =>
  part ?? /^the value of "([^"]+)"/.exec(text)?.[1];

/** The header's name as the target has it; the problem's may be in lower case. */
const headerIn = (raw: Raw, field: string, name: string): string | undefined =>
  Object.keys(isRecord(raw[field]) ? raw[field] : {}).find((each) => each.toLowerCase() === name.toLowerCase());

/** Every kind of problem that a target may have, by a name for the tests. The first that applies is used. */
export const TARGET_FAULTS: Readonly<Record<string, Mend>> = {
  'a field that the platform does not have'({ path, text }) {
    const names = text.startsWith('unknown field ') ? [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name) : [];
    const paths = names.map((name = '…') => [...path, name]);
    return paths.length > 0 ? paths.map((each) => (isNamed(each) ? clear(each) : '--clear-unknown')) : undefined;
  },
  'an unknown platform': ({ path: [name] }) => (name === 'platform' ? ['--platform PLATFORM'] : undefined),
  'wrong words in a list'({ path: [name], raw }) {
    if (name === 'on') return [listOption('on', raw.on, OCCASIONS)];
    return name === 'levels' ? [listOption('levels', raw.levels, LEVELS)] : undefined;
  },
  'a filter that is not valid': ({ path: [name, part] }) =>
    name === 'when' ? [part && part !== '…' ? `--when-${part} GLOBS` : clear(['when'])] : undefined,
  'a mention that is not valid': ({ path: [name, part] }) =>
    name === 'mention' ? [clear(part && part !== '…' ? ['mention', part] : ['mention'])] : undefined,
  'a header that is not valid'(fault) {
    const field = fieldAt(fault);
    if (field?.open || field?.kind !== 'record') return undefined;
    const name = headerOf(fault);
    if (name && name !== '…') return [`--${optionOf(field)} ${name}=PARAMETER`];
    const [, reserved = ''] = /^"([^"]+)" cannot be set/.exec(fault.text) ?? [];
    const stored = headerIn(fault.raw, field.name, reserved);
    return [clear(stored ? [field.name, stored] : [field.name])];
  },
  'a secret that is missing or not valid'(fault) {
    const field = fieldAt(fault);
    return field && !field.open ? [`--${optionOf(field)}-prompt`] : undefined;
  },
  'a required field that is missing or not valid'(fault) {
    const field = fieldAt(fault);
    return field?.open && field.required ? [`--${optionOf(field)} ${optionOf(field).toUpperCase()}`] : undefined;
  },
  'an optional field that is not valid'(fault) {
    const field = fieldAt(fault);
    return field?.open && !field.required ? [clear([field.name])] : undefined;
  },
};

const UNREAD = / could not be read/;

/** The path of the reference that a message quotes, as in `/team/url could not be read: …`. */
const unreadPath = (problem: string, raw: Raw): readonly string[] => {
  const [name = ''] = problem.split(UNREAD);
  const isIt = (value: unknown): boolean =>
    isReference(value) && Object.values(value).some((part) => part !== '' && name.endsWith(String(part)));
  for (const [field, value] of Object.entries(raw)) {
    if (isIt(value) || (Array.isArray(value) && value.some(isIt))) return [field];
    const [part] = isRecord(value) ? (Object.entries(value).find(([, each]) => isIt(each)) ?? []) : [];
    if (part !== undefined) return [field, part];
  }
  return [];
};

const faultOf = (problem: string, raw: Raw): Fault => {
  if (UNREAD.test(problem)) return { path: unreadPath(problem, raw), text: problem, raw };
  const [, path, text = problem] = /^([\w-]+(?:\.[\w…-]+)*): (.*)$/s.exec(problem) ?? [];
  return { path: path?.split('.') ?? [], text, raw };
};

/**
 * The options of `targets edit` that mend a problem; none for a problem that the command cannot mend.
 * @param problem as a message, which names the field.
 */
export const mendingOptions = (problem: string, raw: Raw): readonly string[] => {
  const fault = faultOf(problem, raw);
  for (const mend of Object.values(TARGET_FAULTS)) {
    const found = mend(fault);
    if (found) return found;
  }
  return [];
};
