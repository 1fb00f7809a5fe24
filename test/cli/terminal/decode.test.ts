import { decode } from '../../../src/cli/terminal/decode.ts';

describe('the text of a file', () => {
  test('has no byte order mark, in UTF-8 and in the UTF-16 of PowerShell', () => {
    const text = '{"name": "Zoë"}\r\n';

    expect(decode(Buffer.from(text))).toBe(text);
    expect(decode(Buffer.from(`\ufeff${text}`))).toBe(text);
    expect(decode(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(text);
    expect(decode(new Uint8Array())).toBe('');
  });
});
