// Takes screenshots of every view of the studio, for review:
//
//   npm run screenshots              into dist/screenshots: light and dark, desktop and phone
//   npm run screenshots -- --docs    the picture of the README into docs/images
//
// They need a font with emoji, such as fonts-noto-color-emoji.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { sampleTargets } from '../src/studio/sample-targets.ts';
import { openStudio } from '../src/studio/studio.ts';
import { launchBrowser } from './render/browser.ts';

const DOCUMENTED = fileURLToPath(new URL('../docs/images/studio.png', import.meta.url));
const FOLDER = fileURLToPath(new URL('../dist/screenshots', import.meta.url));

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

/**
 * Publishes a failure and its fix, so that the flow shows a thread. Then one target is busy and one is gone, so that it
 * shows retries and a dead letter.
 */
const fillFlow = async (page: Page) => {
  const post = (path: string, body: object) =>
    page.request.post(path, { data: body, headers: { 'content-type': 'application/json' } });
  const { targets } = await (await page.request.get('/api/targets')).json();
  const [first, second] = targets;
  const publish = async (name = 'failed') => {
    const { text, transition = { kind: 'broken' } } = await (await page.request.get(`/api/sample?name=${name}`)).json();
    await post('/api/flow/publish', { text, transition });
  };
  for (const name of ['failed', 'still-failing', 'fixed']) await publish(name);
  await post('/api/flow/mode', { target: first.name, mode: 'busy' });
  await post('/api/flow/mode', { target: second.name, mode: 'gone' });
  await publish();
  await page.getByText('1 dead letter').first().waitFor();
};

const settle = async (page: Page) => {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.locator('#view [aria-busy="true"]').waitFor({ state: 'detached' });
};

const openPage = (browser: Browser, url: string, size: keyof typeof SIZES, colorScheme: 'light' | 'dark') =>
  browser.newPage({ baseURL: url, viewport: SIZES[size], colorScheme, reducedMotion: 'reduce' });

const takeAll = async (browser: Browser, url: string) => {
  for (const size of ['desktop', 'phone'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      const page = await openPage(browser, url, size, scheme);
      for (const view of ['preview', 'routing', 'flow', ...(size === 'phone' ? ['events'] : [])]) {
        await page.goto(`/#${view}`);
        await page.locator('h1').waitFor();
        await page.waitForTimeout(700);
        await settle(page);
        await page.screenshot({ path: `${FOLDER}/${view}-${size}-${scheme}.png`, fullPage: size === 'phone' });
      }
      await page.goto('/#routing');
      await page.getByRole('button', { name: 'Add a target' }).click();
      await page.screenshot({ path: `${FOLDER}/target-${size}-${scheme}.png` });
      await page.close();
    }
  }
  console.log(FOLDER);
};

const takeDocumented = async (browser: Browser, url: string) => {
  const page = await browser.newPage({
    baseURL: url,
    viewport: SIZES.desktop,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto('/#preview');
  await page.locator('.message').first().waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: DOCUMENTED });
  console.log(DOCUMENTED);
};

const browser = await launchBrowser();
if (!browser) {
  console.error('no Chromium found: set CHROMIUM to its path');
  process.exit(1);
}
const studio = await openStudio({ origin: sampleTargets, port: 0, report: (words) => console.error(words) });
try {
  await mkdir(FOLDER, { recursive: true });
  if (process.argv.includes('--docs')) await takeDocumented(browser, studio.url);
  else {
    const page = await openPage(browser, studio.url, 'desktop', 'light');
    await page.goto('/#flow');
    await fillFlow(page);
    await page.close();
    await takeAll(browser, studio.url);
  }
} finally {
  await browser.close();
  await studio.close();
}
