import { openVisitor, type Visitor } from './visitor.ts';

describe('the preview', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test('shows the push notifications of a phone, with the text of Slack and “Card” of Teams', async () => {
    const { page, errors } = await visitor.visit('#preview?sample=failed');
    const screen = page.getByRole('article', { name: 'Lock screen' });

    const notices = screen.getByRole('listitem');
    await notices.filter({ hasText: '#deploys' }).getByText('Pipebell: 🔴 shop-prod failed at Build').waitFor();
    await notices.filter({ hasText: 'Workflows' }).getByText('Card', { exact: true }).waitFor();
    await notices.filter({ hasText: 'Discord' }).getByText('🔴 shop-prod failed at Build').waitFor();
    await screen.getByText(/every phone shows the whole text/).waitFor();
    expect(errors).toEqual([]);
  });

  test('cuts a long push text as the largest phone does', async () => {
    const { page } = await visitor.visit('');
    await page
      .getByRole('textbox', { name: 'Event' })
      .fill(`The disk of the build server is full. ${'again '.repeat(60)}`);
    const screen = page.getByRole('article', { name: 'Lock screen' });

    await screen.getByText(/phones cut the text after 110 to 178/).waitFor();

    const text = await screen.locator('.push-text').first().textContent();
    expect([...(text ?? '')]).toHaveLength(178);
    expect(text).toMatch(/^Pipebell: .*…$/);
  });

  test('names the address of a link instead of following it', async () => {
    const { page, errors } = await visitor.visit('#preview?sample=failed');
    const slack = page.getByRole('article', { name: 'slack', exact: true });

    await slack.getByRole('link', { name: 'Open run' }).click();
    await slack.getByText(/In the chat, this link opens https:\/\/eu-central-1\.console\.aws\.amazon\.com/).waitFor();
    await page.getByRole('article', { name: 'teams' }).getByRole('link', { name: 'Open run' }).click();
    await page
      .getByRole('article', { name: 'teams' })
      .getByText(/In the chat, this link opens/)
      .waitFor();

    expect(page.context().pages()).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  test('has one key press to skip the links of a message', async () => {
    const { page } = await visitor.visit('#preview?sample=failed');
    const slack = page.getByRole('article', { name: 'slack', exact: true });
    const isInMessage = () => page.evaluate(() => document.activeElement?.matches('.message') ?? false);

    await slack.getByRole('button', { name: /^Skip \d+ links/ }).focus();
    await page.keyboard.press('Tab');
    expect(await isInMessage()).toBe(true);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');

    expect(await isInMessage()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Message JSON');
  });

  test('shows the notification and the start of the message on the first screen of a phone', async () => {
    const viewport = { width: 390, height: 844 };
    const { page } = await visitor.visit('#preview?sample=failed', { viewport });
    const slack = page.getByRole('article', { name: 'slack', exact: true });

    await slack.getByText('shop-prod failed at Build').first().waitFor();
    expect((await slack.getByText('shop-prod failed at Build').first().boundingBox())?.y).toBeLessThan(viewport.height);
    expect(await page.getByRole('radio', { name: 'Event only' }).isVisible()).toBe(false);
    await page.getByText('View options').click();

    await page.getByRole('radio', { name: 'Event only' }).check({ force: true });
    await slack.getByText('FAIL test/checkout.test.ts').waitFor({ state: 'detached' });
  });
});
