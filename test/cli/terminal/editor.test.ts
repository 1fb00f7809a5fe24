import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chosenEditor, editText } from '../../../src/cli/terminal/editor.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'editor-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A command that writes the modes of the file and of its folder, and then edits the file. */
const editor = (log: string, end = 'true'): string =>
  `f() { stat -c %a "$1" "$(dirname "$1")" > ${log}; printf ' and more' >> "$1"; ${end}; }; f`;

describe('the editor', () => {
  test('gets the text in a file that only the user may read, and the file is removed afterwards', async () => {
    const log = path.join(tmpdir(), path.basename(folder).concat('.log'));

    const text = await editText('a text', editor(log), folder);

    expect(text).toBe('a text and more');
    expect(readFileSync(log, 'utf8')).toBe('600\n700\n');
    expect(readdirSync(folder)).toEqual([]);
    rmSync(log);
  });

  test('leaves no file behind if it fails', async () => {
    await expect(editText('a text', editor('/dev/null', 'exit 3'), folder)).rejects.toThrow(
      'nothing was written: the editor ended with 3',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is that of VISUAL, else of EDITOR, and the message without both names them', async () => {
    expect(chosenEditor({ VISUAL: 'code --wait', EDITOR: 'vi' })).toBe('code --wait');
    expect(chosenEditor({ EDITOR: 'vi' })).toBe('vi');
    await expect(editText('a text', chosenEditor({}), folder)).rejects.toThrow('set VISUAL or EDITOR');
    expect(readdirSync(folder)).toEqual([]);
  });
});
