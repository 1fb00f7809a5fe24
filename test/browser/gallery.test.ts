import type { Locator, Page } from 'playwright-core';
import { openVisitor, type Visitor } from './visitor.ts';

const DESKTOP = { viewport: { width: 1440, height: 900 } };

const boxOf = async (locator: Locator) => {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It is not visible.');
  return box;
};

/** Samples that are completely inside of the list. */
const visibleSamples = (page: Page): Promise<number> =>
  page.locator('.gallery-list').evaluate((list) => {
    const { top, bottom } = list.getBoundingClientRect();
    return [...list.querySelectorAll('li')].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.top >= top && box.bottom <= bottom;
    }).length;
  });

/** The top of a line in the text area, and that of its number, in pixels of the page. */
const topsOfLine = (page: Page, line: number) =>
  page.evaluate((number) => {
    const box = document.querySelector('.editor-box textarea') as HTMLTextAreaElement;
    const numbers = document.querySelector('.gutter pre') as HTMLElement;
    const topOf = (element: HTMLElement, scrolled: number) => {
      const { lineHeight, paddingTop } = getComputedStyle(element);
      const top = element.getBoundingClientRect().top + Number.parseFloat(paddingTop);
      return Math.round(top + (number - 1) * Number.parseFloat(lineHeight) - scrolled);
    };
    return { text: topOf(box, box.scrollTop), number: topOf(numbers, 0), scrolled: box.scrollTop };
  }, line);

describe('the samples and the editor', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test('filters by kind, source and words, and keeps kind and source for the next visit', async () => {
    const { page, errors } = await visitor.visit('', DESKTOP);
    const samples = page.locator('.gallery-list li');
    expect(await visibleSamples(page)).toBeGreaterThan(5);
    const all = await samples.count();

    await page.getByRole('radio', { name: 'Approvals' }).check({ force: true });
    await page.getByRole('button', { name: /^approval / }).waitFor();
    expect(await samples.count()).toBe(4);
    await page.getByRole('radio', { name: 'Failures' }).check({ force: true });
    await page.getByLabel('Source of the samples').selectOption('ECS');
    await page.getByRole('button', { name: /^ecs-no-room/ }).waitFor();
    expect(await samples.count()).toBeLessThan(5);
    await page.reload();
    await page.getByRole('button', { name: /^ecs-no-room/ }).waitFor();
    expect(await samples.count()).toBeLessThan(5);
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByRole('button', { name: 'Show all' }).click();

    await page.getByRole('button', { name: /^failed / }).waitFor();
    expect(await samples.count()).toBe(all);
    expect(errors).toEqual([]);
  });

  test('keeps the chosen sample and the folded groups for the next visit', async () => {
    const { page, errors } = await visitor.visit('', DESKTOP);
    const heading = page.getByRole('button', { name: /^CodeBuild/, exact: false }).first();

    await page.getByRole('button', { name: /^codebuild-failed/ }).click();
    await page.getByRole('button', { name: /^CodePipeline \d+/ }).click();
    await page.getByRole('button', { name: /^failed / }).waitFor({ state: 'detached' });
    await page.goto('/');
    await page.getByRole('button', { name: /^codebuild-failed/, pressed: true }).waitFor();
    expect(await page.getByRole('button', { name: /^failed / }).count()).toBe(0);

    await page.getByRole('button', { name: /^codebuild-failed/ }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: /^codebuild-failed/ }).waitFor({ state: 'detached' });
    expect(await heading.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: /^codebuild-failed/ }).waitFor();
    expect(errors).toEqual([]);
  });

  test('resizes the panes by keys and by the pointer, within limits, and keeps the sizes', async () => {
    const { page, errors } = await visitor.visit('', DESKTOP);
    const pane = page.locator('.event-pane');
    const bar = page.getByRole('separator', { name: 'Width of the event pane' });
    const first = (await boxOf(pane)).width;

    await bar.focus();
    await page.keyboard.press('ArrowRight');
    expect((await boxOf(pane)).width).toBeGreaterThan(first);
    await page.keyboard.press('Home');
    expect((await boxOf(pane)).width).toBe(Number(await bar.getAttribute('aria-valuemin')));
    const { x, y } = await boxOf(bar);
    await page.mouse.move(x, y + 300);
    await page.mouse.down();
    await page.mouse.move(x + 150, y + 320);
    await page.mouse.up();
    const dragged = (await boxOf(pane)).width;
    expect(dragged).toBe(Number(await bar.getAttribute('aria-valuemin')) + 150);
    await page.mouse.move(x + 400, y + 320);
    expect((await boxOf(pane)).width).toBe(dragged);

    const height = page.getByRole('separator', { name: 'Height of the samples' });
    const samples = await visibleSamples(page);
    await height.focus();
    await page.keyboard.press('End');
    expect(await visibleSamples(page)).toBeGreaterThan(samples);
    await page.reload();
    await height.waitFor();
    expect(await height.getAttribute('aria-valuenow')).toBe(await height.getAttribute('aria-valuemax'));
    expect((await boxOf(pane)).width).toBe(dragged);
    expect(errors).toEqual([]);
  });

  test('keeps the number of each line beside it while the text scrolls', async () => {
    const { page, errors } = await visitor.visit('#preview?sample=failed', DESKTOP);
    const editor = page.getByRole('textbox', { name: 'Event' });

    await editor.focus();
    await page.keyboard.press('ControlOrMeta+End');
    await page.locator('.gutter pre[style*="-"]').waitFor();
    const atEnd = await topsOfLine(page, 20);
    expect(atEnd.scrolled).toBeGreaterThan(0);
    expect(atEnd.number).toBe(atEnd.text);
    await editor.fill(`{\n${'  "a": 1,\n'.repeat(60)}  oops\n}`);
    await page.getByText(/^Line 62: expected a name/).waitFor();
    await editor.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.locator('.gutter pre[style*="-"]').waitFor();

    const { text } = await topsOfLine(page, 62);
    const marked = await boxOf(page.locator('.gutter b'));
    expect(await page.locator('.gutter b').textContent()).toBe('62');
    expect(Math.abs(marked.y - text)).toBeLessThan(3);
    expect(errors).toEqual([]);
  });

  test('shows an empty state after Clear, without an error and without the old message', async () => {
    const { page, errors } = await visitor.visit('#preview?sample=failed', DESKTOP);
    await page.getByRole('article', { name: 'slack', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Paste an event, or choose a sample.').waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Publish the event' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Routing' }).click();
    await page.getByText('to see which targets get it').waitFor();
    await page.getByRole('heading', { name: 'team-shop' }).waitFor();
    expect(await page.getByText('gets the event').count()).toBe(0);
    await page.getByRole('link', { name: 'Preview' }).click();
    await page.getByRole('button', { name: /^Use the sample/ }).click();

    await page.getByRole('article', { name: 'slack', exact: true }).waitFor();
    expect(errors).toEqual([]);
  });
});
