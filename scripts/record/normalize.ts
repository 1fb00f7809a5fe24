import { stripVTControlCharacters } from 'node:util';

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** An id of the same form that depends only on its position among the ids. */
const idAt = (position: number): string =>
  `${(0x5d2f0c9a + position).toString(16)}-7b1e-4c38-8a64-${(0x1f0e9d8c7b6a + position).toString(16)}`;

/**
 * Makes a function that replaces what differs between machines: paths, ports, ids, the emulator's account, hosts and
 * versions. The same id has the same replacement in all texts.
 * @param paths folders of this machine with their replacements, the longest first.
 */
export const createNormalizer = (paths: readonly (readonly [string, string])[]) => {
  const ids = new Map<string, string>();
  return (text: string): string => {
    let plain = stripVTControlCharacters(text).replaceAll('\r', '');
    for (const [path, replacement] of paths) plain = plain.replaceAll(path, replacement);
    return plain
      .replaceAll(UUID, (id) => {
        const known = ids.get(id) ?? idAt(ids.size);
        ids.set(id, known);
        return known;
      })
      .replaceAll('000000000000', '111122223333')
      .replaceAll(/127\.0\.0\.1:\d+|localhost:\d+/g, '127.0.0.1:8080')
      .replaceAll(/^npm (?:warn|notice).*\n/gm, '')
      .replaceAll(/[ \t]+$/gm, '')
      .replaceAll(/^\n+|\n+$/g, '');
  };
};
