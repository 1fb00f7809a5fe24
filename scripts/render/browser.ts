// A Chromium that is told what to do over a pipe. https://chromedevtools.github.io/devtools-protocol/
import { spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-lcd-text',
  '--remote-debugging-pipe',
];

/** Device pixels per CSS pixel: sharp enough, and the pictures stay under 120 KB. */
const SCALE = 1.25;

/** A Chromium on this machine, or `undefined`. `CHROMIUM` names another one. */
export const findBrowser = async (): Promise<string | undefined> => {
  for (const path of process.env.CHROMIUM ? [process.env.CHROMIUM] : BROWSERS) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
};

type Answer = Record<string, unknown>;

export interface Browser {
  /** Takes a picture of a page, `width` CSS pixels wide and as high as what it holds. */
  photograph(html: string, png: string, width: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a browser with a profile of its own, which goes when it is closed. */
export const openBrowser = async (path: string): Promise<Browser> => {
  const profile = await mkdtemp(join(tmpdir(), 'pipebell-pictures-'));
  const child = spawn(path, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (answer: { result?: Answer; error?: { message: string } }) => void>();
  let rest = '';
  let calls = 0;
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message);
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    }
  });

  const call = (method: string, params: Answer = {}, sessionId?: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      );
      input.write(`${JSON.stringify({ id: calls, method, params, sessionId })}\0`);
    });

  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const { frameTree } = (await call('Page.getFrameTree', {}, sessionId)) as { frameTree: { frame: { id: string } } };

  return {
    async photograph(html, png, width) {
      await call(
        'Emulation.setDeviceMetricsOverride',
        { width, height: 100, deviceScaleFactor: SCALE, mobile: false },
        sessionId,
      );
      await call('Page.setDocumentContent', { frameId: frameTree.frame.id, html }, sessionId);
      const { cssContentSize } = await call('Page.getLayoutMetrics', {}, sessionId);
      const { height } = cssContentSize as { height: number };
      const clip = { x: 0, y: 0, width, height, scale: 1 };
      const { data } = await call('Page.captureScreenshot', { clip, captureBeyondViewport: true }, sessionId);
      await writeFile(png, Buffer.from(String(data), 'base64'));
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await call('Browser.close').catch(() => child.kill());
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
};
