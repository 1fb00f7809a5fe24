// Draws the steps to the URL or the token of each platform, for docs/connect.md, into docs/images:
//
//   node scripts/render-steps.ts
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './render/browser.ts';
import { stepPage } from './render/step-page.ts';
import { STEPS } from './render/steps.ts';

/** Device pixels per CSS pixel. */
const SCALE = 1.25;

const browser = await launchBrowser();
if (!browser) throw new Error('no Chromium found: set CHROMIUM to its path');
const view = await browser.newPage({ deviceScaleFactor: SCALE, viewport: { width: 520, height: 100 } });
for (const [name, step] of Object.entries(STEPS)) {
  const path = fileURLToPath(new URL(`../docs/images/connect-${name}.png`, import.meta.url));
  await view.setContent(stepPage(step));
  await view.screenshot({ path, fullPage: true });
}
await browser.close();
