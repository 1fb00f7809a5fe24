import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/render/browser.ts';
import { alertPages, threadPages } from '../../scripts/render-alerts.ts';
import { conversations } from '../platforms/conversations.ts';
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

  test('show every conversation with its root and its replies', async () => {
    const pages = await threadPages();

    expect(pages.size).toBe(Object.keys(conversations).length);
    for (const [name, html] of pages) expect({ name, ...(await textOf(html)) }).toMatchObject({ name, undrawn: [] });
    const { text } = await textOf(pages.get('slack-app-incident') ?? '');
    expect(text).toMatch(/storefront is fixed[\s\S]*Still failing[\s\S]*Retry 1 failed[\s\S]*Fixed after 2 h 10 min/);
  });

  test('draw every part of extreme messages', async () => {
    const pages = await alertPages({ hostile, huge, ...foreign });

    for (const [name, html] of pages) expect({ name, ...(await textOf(html)) }).toMatchObject({ name, undrawn: [] });
    expect((await textOf(pages.get('slack-korean') ?? '')).text).toContain('카드를 한 번만 청구한다 💳');
    await textOf(pages.get('teams-hostile') ?? '');
    expect(await page.locator('[data-platform] script, [data-platform] img, a[href^="javascript:"]').count()).toBe(0);
  });
});
