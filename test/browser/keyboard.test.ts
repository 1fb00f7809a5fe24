import type { Page } from 'playwright-core';
import { openVisitor, type Visitor } from './visitor.ts';

/** Presses Tab until the focused element has this name. */
const tabTo = async (page: Page, name: RegExp) => {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const element = document.activeElement;
      const labelText = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return element?.getAttribute('aria-label') ?? labelText ?? element?.textContent ?? '';
    });
    if (name.test(label)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
};

describe('keyboard operation', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test('chooses a sample and its transition, publishes it and opens its delivery', async () => {
    const { page, errors } = await visitor.visit('');

    await tabTo(page, /^Search/);
    await page.keyboard.type('waiting for approval');
    await tabTo(page, /waiting for approval/);
    await page.keyboard.press('Enter');
    await page
      .getByRole('article', { name: 'slack', exact: true })
      .getByText(/approval/i)
      .first()
      .waitFor();
    await tabTo(page, /^automatic/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await tabTo(page, /^Publish the event/);
    await page.keyboard.press('Enter');
    await page.getByText('delivered', { exact: true }).first().waitFor();
    await tabTo(page, /team-shop/);
    await page.keyboard.press('Enter');
    await page.locator('.steps').waitFor();

    expect(errors).toEqual([]);
  });

  test('folds the replies of a thread', async () => {
    const { page } = await visitor.visit('#flow?sample=failed');
    const publish = page.getByRole('button', { name: 'Publish the event' }).first();
    await publish.click();
    await page.getByRole('article', { name: /^shop-releases/ }).waitFor();
    await page
      .getByRole('button', { name: /^fixed/ })
      .first()
      .click();
    await publish.click();
    await page.locator('.replies li').waitFor();

    await tabTo(page, /^1 reply in the thread/);
    await page.keyboard.press('Enter');
    await page.locator('.replies li').waitFor({ state: 'hidden' });
    await page.keyboard.press('Space');

    await page.locator('.replies li').waitFor();
  });

  test('moves through the samples by arrow keys, and past them by one Tab', async () => {
    const { page } = await visitor.visit('#preview?sample=failed');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

    await tabTo(page, /^All$/);
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/failed/);
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    expect(await focused()).toMatch(/^CodePipeline \d+$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^still-failing/, pressed: true }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('separator');
    await page.keyboard.press('Tab');

    expect(await focused()).toBe('Clear');
  });

  test('skips to the content', async () => {
    const { page } = await visitor.visit('#flow');

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view');
  });

  test('adds a target after correcting its problems', async () => {
    const { page } = await visitor.visit('#routing');
    await page.getByText('targets get the event').waitFor();

    await tabTo(page, /^Add a target/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('team-night');
    await page.getByLabel('platform').selectOption('slack');
    await tabTo(page, /^Webhook URL/);
    await page.keyboard.type('http://hooks.slack.com/services/T0/B0/canary');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('https://hooks.slack.com/services/T0/B0/canary');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'team-night' }).waitFor();

    expect(await page.content()).not.toContain('canary');
    await page.getByRole('button', { name: 'Edit team-night' }).press('Enter');
    await page.getByRole('dialog').getByText('is set').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
