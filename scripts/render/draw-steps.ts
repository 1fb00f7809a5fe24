import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { stepPage } from './step-page.ts';
import { STEPS } from './steps.ts';

/** Device pixels per CSS pixel. */
const SCALE = 1.25;

/** Draws the steps to the URL or the token of each platform, for docs/connect.md, as `connect-<name>.png`. */
export const drawSteps = async (browser: Browser, folder: string): Promise<void> => {
  const view = await browser.newPage({ deviceScaleFactor: SCALE, viewport: { width: 520, height: 100 } });
  for (const [name, step] of Object.entries(STEPS)) {
    await view.setContent(stepPage(step));
    await view.screenshot({ path: join(folder, `connect-${name}.png`), fullPage: true });
  }
  await view.close();
};
