import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { openVisitor, type Visitor } from './visitor.ts';

const openForm = async (page: Page) => {
  await page.getByText('targets get the event').waitFor();
  await page.getByRole('button', { name: 'Add a target' }).click();
  return page.getByRole('dialog');
};

/** Errors of the page without the refusals that the test asked for, which browsers log. */
const withoutRefusals = (errors: readonly string[]) => errors.filter((error) => !/status of 4(?:22|09)/.test(error));

describe('the form of a target', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test('shows all errors at their fields at once, with the focus on the first', async () => {
    const { page, errors } = await visitor.visit('#routing');
    const form = await openForm(page);
    const add = form.getByRole('button', { name: 'Add', exact: true });
    const invalid = form.locator('[aria-invalid="true"]:visible');
    const focusedId = () => page.evaluate(() => document.activeElement?.id);

    for (const name of ['Failed', 'Fixed', 'Approval needed']) {
      await form.getByRole('checkbox', { name: new RegExp(`^${name}`) }).uncheck();
    }
    await form.getByText('Sends nothing: choose what to notify on.').waitFor();
    await add.click();
    await form.getByText('Enter a name.').waitFor();
    await form.getByText('Enter the webhook URL.').waitFor();
    await form.getByText('Choose at least one.').waitFor();
    expect(await focusedId()).toBe(await form.getByLabel('Name', { exact: true }).getAttribute('id'));
    await form.getByRole('alert').getByText('3 fields need a correction.').waitFor();

    await form.getByLabel('Name', { exact: true }).fill('team-shop');
    await form.getByRole('checkbox', { name: /^Fixed/ }).check();
    await form.getByLabel('Webhook URL', { exact: true }).fill('https://hooks.slack.com/services/T0/B0/canary');
    await add.click();
    await form.getByText('A target of this name exists already.').waitFor();
    expect(await invalid.count()).toBe(1);
    await form.getByLabel('Name', { exact: true }).fill('team-night');
    await add.click();

    await page.getByRole('heading', { name: 'team-night' }).waitFor();
    await page.getByText('Sends fixes of all pipelines and other sources to Slack.').waitFor();
    expect(await page.content()).not.toContain('canary');
    expect(withoutRefusals(errors)).toEqual([]);
  });

  test('opens the folded part that has an error', async () => {
    const { page } = await visitor.visit('#routing');
    const form = await openForm(page);
    await form.getByLabel('Name', { exact: true }).fill('team-night');
    await form.getByLabel('Webhook URL', { exact: true }).fill('https://hooks.slack.com/services/T0/B0/x');
    await form.getByText('Mention people').first().click();
    await form.getByRole('button', { name: 'Add a mention' }).click();
    await form.getByLabel('Mention 1: who').fill('jo');
    await form.getByText('; mentions jo for a first failure').waitFor();
    await form.getByText('Mention people').first().click();
    await form.getByLabel('Mention 1: who').waitFor({ state: 'hidden' });

    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText(/^Expected <@U…>/).waitFor();
    await page.locator('input:focus[aria-label="Mention 1: who"]').waitFor();
    await form.getByLabel('Mention 1: who').fill('<!here>');
    await form.getByRole('button', { name: 'Add', exact: true }).click();

    await page.getByText('; mentions @here for a first failure.').first().waitFor();
    await page.getByRole('button', { name: 'Edit team-night' }).click();
    await page.getByLabel('Mention 1: who').waitFor();
    expect(await page.getByLabel('Mention 1: who').inputValue()).toBe('<!here>');
  });

  test('masks the URL until the switch shows it, and shows where to get it', async () => {
    const { page, errors } = await visitor.visit('#routing');
    const form = await openForm(page);
    const url = form.getByLabel('Webhook URL', { exact: true });
    const show = form.getByRole('button', { name: 'Show Webhook URL' });

    await url.fill(' https://hooks.slack.com/services/T0 ');
    expect(await url.getAttribute('type')).toBe('password');
    await show.click();
    expect([await url.getAttribute('type'), await show.getAttribute('aria-pressed')]).toEqual(['text', 'true']);
    expect(await url.inputValue()).toBe('https://hooks.slack.com/services/T0');
    await show.click();
    expect(await url.getAttribute('type')).toBe('password');

    await form.getByText('Where do I get this URL?').click();
    await form.getByText(/Incoming Webhooks/).waitFor();
    await form.getByLabel('Platform').selectOption('slack-app');
    await form.getByText('Where do I get this token?').waitFor();
    expect(await form.getByText(/Incoming Webhooks/).count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('explains the routing in the words of the form', async () => {
    const { page } = await visitor.visit('#routing?sample=failed');

    await page.getByText('Does not get the event: it is only for web-*, !web-test, and this is shop-prod.').waitFor();
    await page.getByText('Gets the event: it notifies on Failed.').first().waitFor();
    await page.getByText('npm start -- --stage prod').waitFor();
    const text = await page.locator('.targets').textContent();
    expect(text).toContain('Only for pipelines');
    expect(text).not.toMatch(/\bwhen\.|\blevels\b|\bbroken\b/);
  });
});

describe('a target for use outside of the studio', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

  test('is copied as a command and as JSON', async () => {
    const { page, errors } = await visitor.visit('#routing', { permissions: ['clipboard-read', 'clipboard-write'] });

    await page.getByRole('button', { name: 'Copy as command of team-web' }).click();
    await page.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe(
      'npx pipebell targets add team-web --stage prod --platform slack --on failed,fixed,approval ' +
        "--when-pipelines 'web-*,!web-test' --url-parameter /pipebell/prod/secrets/team-web/url",
    );
    await page.getByRole('button', { name: 'Copy as JSON of audit' }).click();
    await page.getByText('Copied').waitFor();
    expect(JSON.parse(await clipboard(page))).toMatchObject({
      platform: 'webhook',
      signingKeys: [{ parameter: '/pipebell/prod/secrets/audit/signing-key' }],
    });
    await page.getByText('Command and JSON').first().click();
    await page.getByText('npx pipebell targets add team-shop').waitFor();
    expect(errors).toEqual([]);
  });

  test('is exported with all others as one file of targets by name', async () => {
    const { page, errors } = await visitor.visit('#routing');
    const started = page.waitForEvent('download');

    await page.getByRole('button', { name: 'Export all' }).click();

    const file = await started;
    expect(file.suggestedFilename()).toBe('targets.json');
    const targets = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(targets).toMatchObject({ 'team-shop': { platform: 'slack' }, operations: { platform: 'teams' } });
    expect(Object.keys(targets)).toHaveLength(5);
    expect(errors).toEqual([]);
  });
});
