import { createNormalizer } from '../../scripts/record/normalize.ts';
import { SCENES } from '../../scripts/record/scenes.ts';
import { screenOf } from '../../scripts/record/screen.ts';
import { blocksOf, pageText } from '../support/doc-blocks.ts';

const PAGE = 'docs/ten-minutes.md';

const page = pageText(PAGE);
const blocks = blocksOf(PAGE, page);

/** What differs between machines, and must not be in the page. */
const ofMachine = (text: string): string[] =>
  [...text.matchAll(/\/(?:tmp|home|root|Users|work)\/\S*|127\.0\.0\.1:(?!8080\b)\d+|\b0{12}\b/g)].map(
    ([found]) => found,
  );

describe('docs/ten-minutes.md', () => {
  test('has the commands of the recorder, each with an output', () => {
    const [clone, ...commands] = blocks.filter(({ language }) => language === 'sh');

    expect(clone?.code).toContain('git clone');
    expect(commands.map(({ code, mark }) => ({ code, mark }))).toEqual(
      SCENES.map(({ command, mark }) => ({ code: `${command}\n`, mark })),
    );
    expect(blocks.filter(({ language }) => language === 'text')).toHaveLength(SCENES.length + 1);
  });

  test('has no path, port or account of a machine', () => {
    expect(ofMachine(page)).toEqual([]);
    expect(ofMachine('in /tmp/x/pipebell at 127.0.0.1:4566, account 000000000000')).toHaveLength(3);
  });
});

describe('the normalizer', () => {
  test('replaces paths, ports, the account and ids, the same id in the same way', () => {
    const normalize = createNormalizer([['/somewhere/pipebell', '~/pipebell']]);
    const [one, two] = ['0b7c1f9e-3a52-4d0e-9c41-7f2e6d5a8b10', '1c8d2f0e-4b63-4e1f-8d52-8f3e7d6b9c21'];

    const text = normalize(
      `\u001b[1m${one}\u001b[0m in /somewhere/pipebell, 000000000000, 127.0.0.1:4566\r\n${two} ${one}\n`,
    );

    const [first, second] = text.split('\n');
    const [id] = first?.split(' ') ?? [];
    expect(first).toBe(`${id} in ~/pipebell, 111122223333, 127.0.0.1:8080`);
    expect(second?.split(' ')[1]).toBe(id);
    expect(second?.split(' ')[0]).not.toBe(id);
    expect(text).not.toContain(one);
  });
});

describe('the screen of a recorded terminal', () => {
  test.each([
    ['writes over a line after a carriage return', 'waiting\rdone   \r\nnext', 'done\nnext'],
    ['moves up and clears what is below', 'question\r\n> half\r\nhint\u001b[2A\r\u001b[Janswered\r\n', 'answered'],
    ['clears to the end of a line', 'a long text\r\u001b[2C\u001b[K.', 'a .'],
    ['shows no colours, titles and modes', '\u001b[1mbold\u001b[0m\u001b]0;title\u0007\u001b[?25l', 'bold'],
  ])('%s', (_, output, shown) => {
    expect(screenOf(output)).toBe(shown);
  });
});
