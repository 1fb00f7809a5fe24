import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/render/browser.ts';
import { buildPage } from '../../src/studio/page-bundle.ts';
import { sampleTargets } from '../../src/studio/sample-targets.ts';
import { openStudio } from '../../src/studio/studio.ts';

/** A page of a studio of its own, and everything on it that went wrong. */
export interface Visit {
  readonly page: Page;
  /** Errors of scripts, what the Content-Security-Policy has blocked, and requests to any other server. */
  readonly troubles: readonly string[];
}

const WATCH_POLICY = `addEventListener('securitypolicyviolation', (event) =>
  console.error('blocked by the policy: ' + event.violatedDirective + ' ' + event.blockedURI));`;

export interface Visitor {
  visit(hash: string, options?: BrowserContextOptions): Promise<Visit>;
  leave(): Promise<void>;
}

const watchedPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  troubles: string[],
): Promise<Page> => {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...options });
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) troubles.push(`asked another server: ${new URL(request.url()).origin}`);
  });
  return page;
};

/** A browser, and a fresh studio for each visit, so that no test sees what another has done. */
export const openVisitor = async (): Promise<Visitor> => {
  const browser = await launchBrowser();
  if (!browser) throw new Error('There is no Chromium on this machine.');
  const assets = await buildPage((words) => {
    throw new Error(words);
  });
  const studios: { close(): Promise<void> }[] = [];
  return {
    async visit(hash, options = {}) {
      const troubles: string[] = [];
      const studio = await openStudio({
        origin: sampleTargets,
        port: 0,
        assets,
        report: (words) => troubles.push(words),
      });
      studios.push(studio);
      const page = await watchedPage(browser, studio.url, options, troubles);
      await page.goto(`/${hash}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return { page, troubles };
    },
    async leave() {
      await browser.close();
      await Promise.all(studios.map((studio) => studio.close()));
    },
  };
};
