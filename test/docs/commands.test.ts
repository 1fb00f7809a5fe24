import { spawnSync } from 'node:child_process';
import { blocksOf, MARKS, PAGES, pageText, pipebellCommands, shellBlocks } from '../support/doc-blocks.ts';
import { commandNames, parseCommand } from '../support/parse-command.ts';

const blocks = shellBlocks();

/** Commands in the text, such as `doctor --probe` and `npx pipebell redrive --stage prod`. */
const commandsInText = (text: string): string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)]
    .map(([, code = '']) => code)
    .filter((code) => {
      const [first = '', ...rest] = code.replace(/^(?:npx )?pipebell /, '').split(' ');
      return (
        code.startsWith('npx pipebell ') || (commandNames.includes(first) && rest.some((word) => /^--\w/.test(word)))
      );
    })
    .map((code) => (/^(?:npx )?pipebell /.test(code) ? code : `npx pipebell ${code}`));

const problemsOf = async (code: string, whole: boolean): Promise<string[]> => {
  const problems: string[] = [];
  for (const args of pipebellCommands(code)) {
    const problem = await parseCommand(args, whole);
    if (problem !== undefined) problems.push(`${args.join(' ')}: ${problem}`);
  }
  return problems;
};

describe('the blocks of sh', () => {
  test('have a mark that says why a test cannot run them, or none', () => {
    const wrong = blocks.filter(({ mark, code }) => mark !== '' && !MARKS[mark]?.test(code));

    expect(blocks.length).toBeGreaterThan(70);
    expect(wrong.map(({ page, line, mark }) => `${page}:${line} ${mark}`)).toEqual([]);
  });

  test('are valid bash', () => {
    for (const { page, line, code } of blocks) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
      expect({ page, line, status, stderr }).toEqual({ page, line, status: 0, stderr: '' });
    }
    expect(spawnSync('bash', ['-n'], { input: "echo 'open" }).status).not.toBe(0);
  });

  test('have commands and options that the command line accepts', async () => {
    const problems: string[] = [];
    let count = 0;
    for (const { page, line, code } of blocks.filter(({ mark }) => mark !== 'version-0.1')) {
      count += pipebellCommands(code).length;
      problems.push(...(await problemsOf(code, true)).map((problem) => `${page}:${line} ${problem}`));
    }

    expect(problems).toEqual([]);
    expect(count).toBeGreaterThan(80);
  });
});

describe('the commands in sentences', () => {
  test.each(PAGES)('of %s exist, with their options', async (page) => {
    const problems: string[] = [];
    for (const code of commandsInText(pageText(page))) problems.push(...(await problemsOf(code, false)));

    expect(problems).toEqual([]);
  });

  test('are found and checked', async () => {
    const text = 'Run `doctor --prob`, `npx pipebell targts list` or `npx pipebell redrive`, but no `targets`.';
    const commands = commandsInText(text);

    expect(commands).toEqual(['npx pipebell doctor --prob', 'npx pipebell targts list', 'npx pipebell redrive']);
    expect(await problemsOf(commands.join('\n'), false)).toEqual([
      "doctor --prob: error: unknown option '--prob'",
      'targts list: unknown command targts',
    ]);
  });
});

describe('the reader of commands', () => {
  test('splits a command as a shell does', () => {
    const code = [
      "npx pipebell targets add a --when-pipelines 'web-*,!web-test' \\",
      '  --url-stdin < url.txt   # a comment',
      'cat x | npx pipebell excerpt - --json | jq .',
      'npx pipebell replay --from "$(date -u -d \'-2 hours\' +%FT%TZ)" --stage "$STAGE"; sleep 1',
      'source <(npx pipebell completion bash)',
      'npm start -- --event failed --target -',
    ].join('\n');

    expect(pipebellCommands(code)).toEqual([
      ['targets', 'add', 'a', '--when-pipelines', 'web-*,!web-test', '--url-stdin'],
      ['excerpt', '-', '--json'],
      ['replay', '--from', '2026-11-20T14:00:00Z', '--stage', 'x'],
      ['completion', 'bash'],
      ['start', '--event', 'failed', '--target', '-'],
    ]);
  });

  test('finds a block in a list, with its mark and line', () => {
    const text = '# A\n\n1. Do it:\n\n   ```sh account\n   aws sts get-caller-identity\n   ```\n';

    expect(blocksOf('a.md', text)).toEqual([
      { page: 'a.md', line: 6, language: 'sh', mark: 'account', code: 'aws sts get-caller-identity\n' },
    ]);
  });
});
