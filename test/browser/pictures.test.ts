import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/render/browser.ts';
import { alertPages } from '../../scripts/render-alerts.ts';
import { foreign, hostile, huge } from '../platforms/extremes.ts';
import { occasions, stories } from '../platforms/stories.ts';

describe('the drawings of alerts', () => {
  let page: Page;
  beforeAll(async () => {
    const browser = await launchBrowser();
    if (!browser) throw new Error('There is no Chromium on this machine.');
    page = await browser.newPage();
  });
  afterAll(() => page.context().browser()?.close());

  /** The text of the message, and the types of the parts that could not be drawn. */
  const textOf = async (html: string): Promise<{ text: string; undrawn: string[] }> => {
    await page.setContent(html);
    return {
      text: (await page.locator('[data-platform] > *').allTextContents()).join('\n'),
      undrawn: await page.locator('.undrawn').allTextContents(),
    };
  };

  test('show every occasion with its headline', async () => {
    const pages = await alertPages(stories);

    expect(pages.size).toBe(3 * occasions.length);
    for (const [name, html] of pages) {
      const { text, undrawn } = await textOf(html);
      expect(`${name}: ${text}`).toMatch(/storefront|Alarm State Change|Maintenance/);
      expect({ name, undrawn }).toEqual({ name, undrawn: [] });
    }
  });

  test('draw every part of extreme messages', async () => {
    const pages = await alertPages({ hostile, huge, ...foreign });

    for (const [name, html] of pages) expect({ name, ...(await textOf(html)) }).toMatchObject({ name, undrawn: [] });
    expect((await textOf(pages.get('slack-korean') ?? '')).text).toContain('카드를 한 번만 청구한다 💳');
    await textOf(pages.get('teams-hostile') ?? '');
    expect(await page.locator('[data-platform] script, [data-platform] img, a[href^="javascript:"]').count()).toBe(0);
  });
});
