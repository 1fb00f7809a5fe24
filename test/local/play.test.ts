import { playStories } from '../../src/local/play.ts';
import { type Story, stories } from '../../src/local/stories.ts';
import { createTerminal } from '../../src/local/terminal.ts';

const NOW = new Date('2026-03-04T09:20:00.000Z');

const play = async (played?: Story[]) => {
  const lines: string[] = [];
  const asExpected = await playStories(
    createTerminal((line) => lines.push(line)),
    played,
  );
  return { asExpected, text: lines.join('\n') };
};

const [first] = stories(NOW);
const story = (expected: Story['expected']): Story => ({ ...(first as Story), expected });

describe('the stories of npm start', () => {
  test('all end as expected', async () => {
    const { asExpected, text } = await play();

    expect(asExpected).toBe(true);
    expect(text).not.toContain('WRONG');
    expect(text).toContain('All stories ended as expected.');
    for (const { title } of stories(NOW)) expect(text).toContain(title);
  });

  test('show why a pipeline failed, its commit and what fixed it', async () => {
    const { text } = await play();

    expect(text).toMatch(/shop-prod failed at Build/);
    expect(text).toMatch(/charges the card once.*5f0c1a9 Charge the card once/s);
    expect(text).toMatch(/shop-prod is still failing {2,}→/);
    expect(text).toMatch(/shop-prod is fixed {2,}→.*61e0a7f Restore the rounding by Jo Lindqvist/s);
    expect(text).toMatch(/api-prod recovered on retry 1/);
    expect(text.match(/same commit, run again/gi)).toEqual(['same commit, run again']);
  });

  test('show one thread: its message as it changes, the replies below it, and an approval that is decided', async () => {
    const { text } = await play();

    const [, thread = ''] = /One thread, from the failure to the fix\n(.*?)\n\n/s.exec(text) ?? [];
    const lines = thread.split('\n').filter((line) => /[▌└]/.test(line));
    expect(lines).toEqual([
      expect.stringMatching(/^ {7}▌ 🔴 shop-prod failed at Build — .*received 2$/),
      expect.stringMatching(/^ {7}▌ 🔴 shop-prod still failing, 2nd time .* \(updated\)$/),
      expect.stringMatching(/^ {9}└ 🔴 shop-prod still failing, 2nd time .*same error$/),
      expect.stringMatching(/^ {7}▌ 🔴 shop-prod failed again on retry 1 .*\(updated\)$/),
      expect.stringMatching(/^ {9}└ 🔴 shop-prod failed again on retry 1 .*same error$/),
      expect.stringMatching(/^ {7}▌ ✋ shop-prod waiting for approval at Release/),
      expect.stringMatching(/^ {7}▌ ✅ shop-prod approved by hana\.kim at Release \(updated\)$/),
      expect.stringMatching(/^ {7}▌ 🟢 shop-prod is fixed after .* \(updated\)$/),
      expect.stringMatching(/^ {9}└ 🟢 shop-prod is fixed after .* \(also sent to the channel\)$/),
    ]);
    expect(thread).toMatch(/accepted 200: reply, update/);
    expect(text).not.toContain('xoxb-');
  });

  test('show a retry, a dead letter and the targets, and no URL', async () => {
    const { text } = await play();

    expect(text).toMatch(/throttled 429: retry in \d+ s/);
    expect(text).toMatch(/accepted 200, received 2 times/);
    expect(text).toMatch(/gone 410: dead letter/);
    expect(text).toMatch(/→ audit, ops, team/);
    expect(text).not.toMatch(/https?:\/\/|whsec_/);
  });

  test.each<[string, Story['expected'], string]>([
    ['more', { accepted: { team: 4, ops: 3, audit: 4 } }, 'accepted by team: 3, expected 4'],
    ['less', { accepted: { team: 3, ops: 3 } }, 'accepted by audit: 4, expected none'],
    [
      'a dead letter',
      { accepted: { team: 3, ops: 3, audit: 4 }, deadLetters: { team: 'gone' } },
      'dead letter for team: none, expected gone',
    ],
  ])('fail if the expectation is %s', async (_, expected, words) => {
    const { asExpected, text } = await play([story(expected)]);

    expect(asExpected).toBe(false);
    expect(text).toContain(`WRONG: ${words}`);
    expect(text).toContain('1 difference from the expected result.');
  });

  test('fail on an unexpected dead letter', async () => {
    const gone = stories(NOW).find(({ expected }) => expected.deadLetters) as Story;

    const { asExpected, text } = await play([{ ...gone, expected: { accepted: gone.expected.accepted } }]);

    expect(asExpected).toBe(false);
    expect(text).toContain('WRONG: dead letter for archived: gone, expected none');
  });
});
