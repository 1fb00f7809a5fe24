import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { askHidden, type Keyboard } from '../../../src/cli/terminal/hidden.ts';

const openKeyboard = () => {
  const raw: boolean[] = [];
  const input: Keyboard & PassThrough = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => raw.push(on) });
  const output = new PassThrough();
  const stop = new AbortController();
  let interrupts = 0;
  const interrupt = () => void interrupts++;
  const answer = askHidden('URL: ', { input, output, signal: stop.signal, interrupt });
  return { raw, input, output, stop, answer, shown: () => String(output.read() ?? ''), interrupts: () => interrupts };
};

describe('a hidden answer', () => {
  test.each([
    ['typed key by key', [...'canary'], '\r'],
    ['pasted', ['canary'], '\n'],
    ['pasted in brackets', ['\u001b[200~canary\u001b[201~'], '\r'],
    ['corrected', ['canaxx', '\u007f\b', 'ry'], '\r'],
    ['begun anew', ['wrong', '\u0015', ' canary '], '\r'],
    ['with arrows and bells in it', ['can\u001b[D\u0007ary'], '\r'],
  ])('is taken when it is %s, and never shown', async (_, keys, end) => {
    const { raw, input, answer, shown } = openKeyboard();

    for (const key of keys) input.write(key);
    input.write(end);

    expect(await answer).toBe('canary');
    expect(shown()).toBe('URL: \n');
    expect(raw).toEqual([true, false]);
    expect(input.isPaused()).toBe(true);
  });

  test('is empty at Ctrl-C, which interrupts the command', async () => {
    const { raw, input, answer, interrupts } = openKeyboard();

    input.write('canary\u0003');

    expect(await answer).toBe('');
    expect(interrupts()).toBe(1);
    expect(raw).toEqual([true, false]);
  });

  test.each([
    ['Ctrl-D', (keyboard: ReturnType<typeof openKeyboard>) => void keyboard.input.write('\u0004')],
    ['the end of the input', (keyboard: ReturnType<typeof openKeyboard>) => void keyboard.input.end()],
    ['a signal', (keyboard: ReturnType<typeof openKeyboard>) => keyboard.stop.abort()],
  ])('is empty at %s, and the terminal is as it was', async (_, act) => {
    const keyboard = openKeyboard();
    keyboard.input.write('canary');
    await turn();

    act(keyboard);

    expect(await keyboard.answer).toBe('');
    expect(keyboard.interrupts()).toBe(0);
    expect(keyboard.raw).toEqual([true, false]);
  });

  test('stops at the length that no secret has', async () => {
    const { input, answer } = openKeyboard();

    input.write(`${'x'.repeat(10_000)}\r`);

    expect(await answer).toHaveLength(4096);
  });
});
