import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openInbox, responders } from '../../../src/local/inbox.ts';
import { pipelineFailed } from '../../support/lambda-events.ts';
import { CANARY, serversOfTest } from '../../support/servers.ts';
import { MAIN } from '../process.ts';

const keep = serversOfTest();

const EVENT = fileURLToPath(new URL('../../events/codepipeline/fixtures/pipeline-failed.json', import.meta.url));

/** Runs `npm start -- …args`. Its output must never hold the secret of a URL. */
const run = async (args: string[], input = ''): Promise<{ code: number | null; text: string }> => {
  const child = spawn(process.execPath, [MAIN, 'start', ...args], { env: { PATH: process.env.PATH } });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const text = Buffer.concat(chunks).toString();
  expect(text).not.toContain(CANARY);
  return { code, text };
};

describe('npm start', () => {
  test('plays the stories and exits with 0', async () => {
    const { code, text } = await run([]);

    expect(code).toBe(0);
    expect(text).toContain('All stories ended as expected.');
  });

  test('sends a file or standard input to a target', async () => {
    const inbox = await keep(openInbox());
    const target = `${inbox.urlOf('mine')}/${CANARY}`;

    const [fromFile, fromInput] = await Promise.all([
      run(['--event', EVENT, '--target', target]),
      run(['--event', '-', '--target', target], JSON.stringify(pipelineFailed())),
    ]);

    expect([fromFile.code, fromInput.code]).toEqual([0, 0]);
    expect(fromFile.text).toContain('Accepted.');
    expect(inbox.arrivals.map(({ body }) => JSON.parse(body).type)).toEqual(
      Array(2).fill('codepipeline.pipeline.failed'),
    );
  });

  test('exits with 1 if the target rejects the event', async () => {
    const inbox = await keep(openInbox());
    inbox.setResponder('mine', responders.gone);

    const { code, text } = await run(['--event', EVENT, '--target', `${inbox.urlOf('mine')}/${CANARY}`]);

    expect(code).toBe(1);
    expect(text).toContain('Not accepted.');
  });

  test('points to its help on wrong usage', async () => {
    const slack = `https://hooks.slack.com/services/${CANARY}`;

    const [help, half, typo, extra] = await Promise.all([
      run(['--help']),
      run(['--target', slack]),
      run(['--event', EVENT, `--traget=${slack}`]),
      run([slack]),
    ]);

    expect([help, half, typo, extra].map(({ code }) => code)).toEqual([0, 2, 2, 2]);
    expect(help.text).toContain('--event <event>');
    for (const { text } of [typo, extra]) expect(text).toContain('see npx pipebell help start');
    expect(half.text).toBe('pass both --event and --target\n');
  });

  test('reads the URL from standard input', async () => {
    const inbox = await keep(openInbox());

    const [sent, both] = await Promise.all([
      run(['--event', 'failed', '--target', '-'], `${inbox.urlOf('mine')}/${CANARY}\n`),
      run(['--event', '-', '--target', '-'], '{}'),
    ]);

    expect(sent.code).toBe(0);
    expect(inbox.arrivals).toHaveLength(1);
    expect(both.text).toBe('standard input can hold the event or the URL, not both\n');
  });

  test('reports an invalid event, URL and scheme', async () => {
    const [file, url, http] = await Promise.all([
      run(['--event', '/no/such/file', '--target', `https://hooks.slack.com/services/${CANARY}`]),
      run(['--event', EVENT, '--target', CANARY]),
      run(['--event', EVENT, '--target', `http://example.com/${CANARY}`]),
    ]);

    expect([file, url, http].map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(file.text).toMatch(
      /^EVENT \/no\/such\/file cannot be read \(ENOENT\): pass a file, - or the name of a sample/,
    );
    expect(url.text).toMatch(/^--target: is not a URL\n$/);
    expect(http.text).toContain('url: must be https');
  });
});
