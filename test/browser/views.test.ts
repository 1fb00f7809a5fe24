import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { openVisitor, type Visitor } from './visitor.ts';

interface Found {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The drawings show links as the platforms do: without a line, except for readers who want more contrast. */
const LINKS = 'link-in-text-block';

const violations = async (page: Page, context: string, options: object): Promise<string[]> => {
  const found = await page.evaluate<Found[]>(
    `axe.run(${context}, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
};

/** Violations of WCAG 2.2 A and AA that axe finds, including those in shadow roots. */
const accessibilityProblems = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const rest = await violations(page, 'document', { runOnly: STANDARDS, rules: { [LINKS]: { enabled: false } } });
  const links = await violations(page, "{ exclude: ['.message'] }", { runOnly: [LINKS] });
  await page.emulateMedia({ contrast: 'more' });
  const contrast = await violations(page, 'document', { runOnly: [LINKS] });
  await page.emulateMedia({ contrast: 'no-preference' });
  return [...rest, ...links, ...contrast];
};

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1440, height: 900 };

/** Publishes a sample without the page's controls, which a phone shows in another view. */
const publishSample = async (page: Page, name: string) => {
  const { text, transition = { kind: 'broken' } } = await (await page.request.get(`/api/sample?name=${name}`)).json();
  await page.request.post('/api/flow/publish', { data: { text, transition } });
  await page.getByRole('article', { name: /^shop-releases/ }).waitFor();
};

const views: Record<string, (page: Page) => Promise<void>> = {
  '#events': (page) =>
    page
      .getByRole('button', { name: /^failed/ })
      .first()
      .waitFor(),
  '#preview': (page) => page.getByRole('article', { name: 'slack', exact: true }).waitFor(),
  '#flow?sample=failed': async (page) => {
    for (const sample of ['failed', 'still-failing', 'fixed']) await publishSample(page, sample);
    await page.getByText('also sent to the channel').waitFor();
    await page.getByText(/^updated 2 times/).waitFor();
  },
  '#preview?width=phone&look=dark': (page) => page.locator('.teams.dark').waitFor(),
  '#routing': (page) => page.getByText('targets get the event').waitFor(),
  '#flow': async (page) => {
    await page.getByLabel('How team-shop answers').selectOption('gone');
    await page.getByRole('button', { name: 'Publish the event' }).locator('visible=true').first().click();
    await page.getByRole('heading', { name: '1 dead letter' }).waitFor();
    await page.locator('details.delivery').first().locator('summary').click();
    await page.locator('.steps').waitFor();
  },
};

const openForm = async (page: Page, platform: string) => {
  await page.getByRole('button', { name: 'Add a target' }).click();
  await page.getByLabel('platform').selectOption(platform);
  const closed = page.locator('dialog details:not([open]) > summary');
  while ((await closed.count()) > 0) await closed.first().click();
};

describe.each([
  ['light', 'desktop', DESKTOP],
  ['dark', 'desktop', DESKTOP],
  ['light', 'phone', PHONE],
  ['dark', 'phone', PHONE],
] as const)('the page in %s on a %s', (colorScheme, _device, viewport) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test.each(Object.entries(views))('is accessible, fits and reports no errors at %s', async (hash, ready) => {
    const { page, errors } = await visitor.visit(hash, { colorScheme, viewport });
    await ready(page);

    expect(await accessibilityProblems(page)).toEqual([]);
    const { wide, room } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    expect(wide).toBeLessThanOrEqual(room);
    expect(errors).toEqual([]);
  });

  test.each(['slack', 'slack-app', 'discord', 'teams', 'webhook'])(
    'has an accessible form for a target on %s',
    async (platform) => {
      const { page, errors } = await visitor.visit('#routing', { colorScheme, viewport });
      await openForm(page, platform);

      expect(await accessibilityProblems(page)).toEqual([]);
      expect(errors).toEqual([]);
    },
  );
});
