import { openVisitor, type Visitor } from './visitor.ts';

describe('the flow', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test('shows the attempts at a delivery on an axis until it becomes a dead letter', async () => {
    const { page, errors } = await visitor.visit('#flow?sample=failed');
    await page.getByLabel('How audit answers').selectOption('broken');
    await page.getByRole('button', { name: 'Publish the event' }).first().click();
    const axis = page.getByRole('img', { name: /^audit: / });
    await axis.getByText('now').waitFor();

    await page.getByRole('button', { name: 'Skip 1 h' }).click();
    await page.getByText(/^1[0-9] attempts so far\. The next attempt is in .* After 10 hours/).waitFor();
    expect(await axis.locator('.axis-dot.retry').count()).toBeGreaterThan(9);
    for (let hour = 0; hour < 10; hour += 1) await page.request.post('/api/flow/skip', { data: { hours: 1 } });
    await page.getByText(/^Given up after 1\d\d attempts and 1\d h/).waitFor();

    expect(await axis.locator('.axis-dot.dead').count()).toBe(1);
    expect(await axis.getByText('now').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('explains the answers of receivers before one is chosen, and says why an event waits', async () => {
    const { page } = await visitor.visit('#flow?sample=failed');

    await page.getByText('What the answers mean').click();
    await page.getByRole('definition').filter({ hasText: 'Answers 410' }).waitFor();
    await page.getByLabel('How audit answers').selectOption('busy');
    await page
      .getByRole('listitem')
      .filter({ hasText: 'audit' })
      .getByText('Answers 429 with Retry-After: 30.')
      .waitFor();
    await page.getByRole('switch', { name: 'Parameter Store fails' }).check();
    await page.getByRole('button', { name: 'Publish the event' }).first().click();

    await page
      .getByText(/Parameter Store did not return the targets \(ServiceUnavailable\)\. The event waits on/)
      .waitFor();
  });

  test('shows EventBridge, the ledger and the alarm in the path of an event', async () => {
    const { page } = await visitor.visit('#flow?sample=failed');
    const path = page.getByRole('region', { name: 'Path of an event' });

    for (const name of ['EventBridge', 'Ledger', 'Alarm']) await path.getByText(name, { exact: true }).waitFor();
    await page.getByLabel('How audit answers').selectOption('gone');
    await page.getByRole('button', { name: 'Publish the event' }).first().click();
    await path.getByRole('listitem').filter({ hasText: 'Alarm' }).getByText('1 in alarm').waitFor();

    await page.getByRole('link', { name: 'Flow 1 dead letter' }).waitFor();
  });
});
