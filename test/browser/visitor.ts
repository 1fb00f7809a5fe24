import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/render/browser.ts';
import { buildPage } from '../../src/studio/page-bundle.ts';
import { sampleTargets } from '../../src/studio/sample-targets.ts';
import { openStudio } from '../../src/studio/studio.ts';

/** A page of a new studio, and the errors on it. */
export interface Visit {
  readonly page: Page;
  /** Script errors, violations of the Content-Security-Policy, and requests to other servers. */
  readonly errors: readonly string[];
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
  errors: string[],
): Promise<Page> => {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...options });
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) errors.push(`request to another server: ${new URL(request.url()).origin}`);
  });
  return page;
};

/** A browser, and a new studio for each visit. */
export const openVisitor = async (): Promise<Visitor> => {
  const browser = await launchBrowser();
  if (!browser) throw new Error('There is no Chromium on this machine.');
  const assets = await buildPage((text) => {
    throw new Error(text);
  });
  const studios: { close(): Promise<void> }[] = [];
  return {
    async visit(hash, options = {}) {
      const errors: string[] = [];
      const studio = await openStudio({
        origin: sampleTargets,
        port: 0,
        assets,
        report: (text) => errors.push(text),
      });
      studios.push(studio);
      const page = await watchedPage(browser, studio.url, options, errors);
      await page.goto(`/${hash}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return { page, errors };
    },
    async leave() {
      await browser.close();
      await Promise.all(studios.map((studio) => studio.close()));
    },
  };
};
