import { Writable } from 'node:stream';
import stringWidth from 'string-width';
import type { Part } from '../../../src/cli/commands/preview/drawn.ts';
import { createPrinter } from '../../../src/cli/commands/preview/print.ts';
import { readSlack } from '../../../src/cli/commands/preview/slack.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { sampleNames } from '../../../src/samples/samples.ts';
import { runInTerminal } from '../../support/terminal.ts';
import { MAIN } from '../process.ts';
import { openWorld } from '../world.ts';

const DRAWN = platformNames.filter((name) => name !== 'webhook');

const draw = async (...args: string[]) => (await openWorld().run('preview', ...args)).stdout;

/** What a terminal of that width shows for a message of Slack. */
const shown = (payload: Part, columns: number, isTTY = false): string => {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const printer = createPrinter(Object.assign(stdout, { isTTY, columns, getColorDepth: () => 8 }));
  printer.message('slack', readSlack(payload));
  return chunks.join('');
};

const section = (...elements: object[]) => ({
  blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
});

describe('the drawing of pipebell preview', () => {
  test('shows the lock screen and then the message of Slack, without --platform', async () => {
    const text = await draw('failed');

    expect(text).toMatch(/^lock screen\n {2}🔴 shop-prod failed at Build — checkout/);
    expect(text).toMatch(/\nslack\n {2}🔴 shop-prod failed at Build\n/);
    expect(text).toMatch(/▌ │ FAIL test\/checkout\.test\.ts\n/);
    expect(text).toMatch(/ {2}▌ Open log {2}· {2}Open run {2}· {2}Compare\n/);
    expect(text).toMatch(/characters; --json writes the payload\n$/);
  });

  test.each(DRAWN)('draws every part of every sample for %s within 80 columns', async (platform) => {
    for (const sample of sampleNames) {
      const lines = (await draw(sample, '--platform', platform)).trimEnd().split('\n');

      expect(lines.slice(0, -1).filter((line) => stringWidth(line) > 80)).toEqual([]);
      expect(lines.filter((line) => /not drawn|undefined|NaN|Invalid Date|\[object/.test(line))).toEqual([]);
      expect(lines.join('')).not.toContain('\u001b');
    }
  });

  test('shows the headline and the reason on every platform with --platform all', async () => {
    const text = await draw('failed', '--platform', 'all');
    const parts = text.split(/^(?=lock screen$)/m);

    expect(parts).toHaveLength(DRAWN.length);
    for (const part of parts) expect(part).toMatch(/shop-prod failed at Build[\s\S]*charges the card once/);
    expect(text).toContain('\nwebhook: the document that is posted\n{');
  });

  test('writes a list of the documents with --platform all --json', async () => {
    const documents = JSON.parse(await draw('failed', '--platform', 'all', '--json'));

    expect(documents.map(({ platform }: { platform: string }) => platform)).toEqual([...platformNames]);
  });

  test.each(['slack-app', 'discord'])('shows the reply below the message for %s', async (platform) => {
    expect(await draw('still-failing', '--platform', platform)).toMatch(/\n {2}reply below it\n {4}\S/);
    expect(await draw('still-failing', '--platform', 'slack')).not.toContain('reply below it');
  });

  test('breaks between words, and a wide character counts two columns', () => {
    const text = '한국어 배포가 실패했습니다 '.repeat(4).trim();

    const lines = shown(section({ type: 'text', text }), 30)
      .trimEnd()
      .split('\n')
      .slice(1);

    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(30);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
  });

  test('breaks a word that is longer than a line', () => {
    const lines = shown(section({ type: 'text', text: `a ${'x'.repeat(50)} b` }), 22).split('\n');

    expect(lines).toEqual(['slack', '  a', `  ${'x'.repeat(20)}`, `  ${'x'.repeat(20)}`, `  ${'x'.repeat(10)} b`, '']);
  });

  test('does not break before a punctuation mark of another style', () => {
    const parts = [
      { type: 'text', text: 'until (' },
      { type: 'text', text: 'Friday', style: { bold: true } },
    ];

    expect(shown(section(...parts, { type: 'text', text: ')' }), 20)).toBe('slack\n  until (Friday)\n');
    expect(shown(section({ type: 'text', text: 'wait for it ' }, ...parts, { type: 'text', text: ').' }), 22)).toBe(
      'slack\n  wait for it until\n  (Friday).\n',
    );
  });

  test('has colours and links on a terminal only', () => {
    const link = section({ type: 'link', url: 'https://console.example/run', text: 'Open run', style: { bold: true } });

    expect(shown(link, 80, true)).toContain('\u001b]8;;https://console.example/run\u001b\\');
    expect(shown(link, 80, true)).toContain('\u001b[1m');
    expect(shown(link, 80, false)).toBe('slack\n  Open run\n');
  });

  test('has colours in a real terminal, and none with NO_COLOR', async () => {
    const env = { PATH: process.env.PATH, TERM: 'xterm-256color' };
    const argv = [process.execPath, MAIN, 'preview', 'fixed'];

    const colored = await runInTerminal(argv, [], env);
    const plain = await runInTerminal(argv, [], { ...env, NO_COLOR: '1' });

    expect([colored.code, plain.code]).toEqual([0, 0]);
    expect(colored.shown).toContain('\u001b[32m▌');
    expect(plain.shown).toContain('▌ Fixed by');
    expect(plain.shown).not.toContain('\u001b');
  }, 30_000);

  test('lets no text of an event control the terminal', () => {
    const text = 'before\u001b[2J\u0007\u009b31m after';

    expect(shown(section({ type: 'text', text }), 80)).toBe('slack\n  before[2J31m after\n');
  });

  test('names a part that it cannot draw', () => {
    expect(shown({ blocks: [{ type: 'video' }] }, 80)).toBe('slack\n  [not drawn: video]\n');
  });
});
