import { openVisitor, type Visitor } from './visitor.ts';

const EVENT = {
  version: '0',
  id: '5f1d7c1e-8a41-4a39-9c1c-0f5b7f7a2f10',
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  source: 'aws.codepipeline',
  account: '111122223333',
  time: '2026-03-04T09:15:30Z',
  region: 'eu-west-1',
  resources: ['arn:aws:codepipeline:eu-west-1:111122223333:web-checkout'],
  detail: {
    pipeline: 'web-checkout',
    'execution-id': '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910',
    state: 'FAILED',
    version: 1,
  },
};

describe('a first visit', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor.leave());

  test('previews, routes and publishes a pasted event, and redrives its dead letter', async () => {
    const { page, errors } = await visitor.visit('');

    await page.getByRole('textbox', { name: 'Event' }).fill(JSON.stringify(EVENT));
    const slack = page.getByRole('article', { name: 'slack', exact: true });
    await slack.getByText('web-checkout failed').first().waitFor();
    await page.getByRole('article', { name: 'teams' }).getByText('web-checkout failed').first().waitFor();
    await page.getByRole('article', { name: 'webhook' }).getByText('"web-checkout"').first().waitFor();

    await page.getByRole('radio', { name: 'still failing' }).check({ force: true });
    await slack.getByText('web-checkout is still failing').first().waitFor();

    await page.getByRole('link', { name: 'Routing' }).click();
    await page.getByText('4 of 5 targets get the event').waitFor();

    await page.getByRole('link', { name: /Flow/ }).click();
    await page.getByLabel('How team-web answers').selectOption('gone');
    await page.getByRole('button', { name: 'Publish the event' }).first().click();
    await page.getByRole('heading', { name: '1 dead letter' }).waitFor();
    await page.getByText('delivered', { exact: true }).nth(2).waitFor();

    await page.getByLabel('How team-web answers').selectOption('ok');
    await page.getByRole('button', { name: /^Send again/ }).click();
    await page.getByText('delivered', { exact: true }).nth(3).waitFor();
    expect(await page.getByRole('heading', { name: /dead letter/ }).count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('shows a failure enriched, and without enrichment', async () => {
    const { page, errors } = await visitor.visit('#preview?sample=failed');
    const slack = page.getByRole('article', { name: 'slack', exact: true });

    await slack.getByText('FAIL test/checkout.test.ts').waitFor();
    await page.getByRole('radio', { name: 'Event only' }).check({ force: true });
    await slack.getByText('FAIL test/checkout.test.ts').waitFor({ state: 'detached' });

    expect(page.url()).toContain('aws=none');
    expect(errors).toEqual([]);
  });

  test('previews an event as the message of a conversation and as a reply, where the platform has both', async () => {
    const { page, errors } = await visitor.visit('#preview?sample=still-failing');
    const app = page.getByRole('article', { name: 'slack-app' });

    await app.getByRole('link', { name: 'shop-prod is still failing' }).first().waitFor();
    await app.getByRole('region', { name: 'Reply of slack-app' }).getByText('Still failing').waitFor();
    await page.getByRole('region', { name: 'Reply of discord' }).waitFor();

    expect(await page.getByRole('article', { name: 'slack', exact: true }).getByText('As a reply').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('shows a waiting delivery, and skips the wait', async () => {
    const { page, errors } = await visitor.visit('#flow');

    await page.getByLabel('How team-shop answers').selectOption('busy');
    await page.getByRole('button', { name: 'Publish the event' }).first().click();
    await page.getByText(/^waiting \d+ s$/).waitFor();
    await page.getByLabel('How team-shop answers').selectOption('ok');
    await page.getByRole('button', { name: /^Skip wait \(/ }).click();
    await page.getByText('delivered', { exact: true }).nth(2).waitFor();

    await page.getByText('team-shop').last().waitFor();
    expect(errors).toEqual([]);
  });

  test('shows a message that changes while events are published, and the replies below it', async () => {
    const { page, errors } = await visitor.visit('#flow?sample=failed');
    const thread = page.getByRole('article', { name: /^shop-releases/ });
    const publish = async (sample: string) => {
      await page.getByRole('button', { name: sample }).first().click();
      await page.getByRole('button', { name: 'Publish the event' }).first().click();
    };

    await publish('failed shop-prod');
    await thread.getByRole('link', { name: 'shop-prod failed' }).waitFor();
    expect(await thread.getByText('in the thread').count()).toBe(0);
    await publish('still-failing shop-prod');
    await thread.getByText('1 reply in the thread').waitFor();
    await thread.getByRole('link', { name: 'shop-prod is still failing' }).waitFor();
    await publish('fixed shop-prod');
    await thread.getByText('2 replies in the thread').waitFor();
    await thread.getByRole('link', { name: 'shop-prod is fixed' }).waitFor();
    await thread.getByText('also sent to the channel').waitFor();
    await thread.getByText(/^updated 2 times/).waitFor();

    expect(await page.getByRole('article', { name: /^shop-releases/ }).count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('shows the line of a JSON error and treats the event as text', async () => {
    const { page } = await visitor.visit('');

    await page.getByRole('textbox', { name: 'Event' }).fill('{\n  "source": "aws.codepipeline",\n  oops\n}');

    await page.getByText(/^Line 3: .* The event is treated as plain text\.$/).waitFor();
  });

  test('keeps the view and its settings in the URL', async () => {
    const { page } = await visitor.visit('#preview?sample=fixed&look=dark');

    await page
      .getByRole('button', { name: /^fixed/ })
      .and(page.locator('[aria-pressed="true"]'))
      .waitFor();
    await page.locator('.slack.dark').first().waitFor();
    await page
      .getByRole('button', { name: /^approval/ })
      .first()
      .click();

    expect(page.url()).toContain('sample=approval');
  });

  test('escapes HTML of an event', async () => {
    const { page, errors } = await visitor.visit('');
    const hostile = '<img src="https://evil.example.com/x"><script>document.title = "taken"</script><b>bold</b>';

    await page
      .getByRole('textbox', { name: 'Event' })
      .fill(JSON.stringify({ ...EVENT, detail: { ...EVENT.detail, pipeline: hostile } }));
    await page.getByRole('article', { name: 'slack', exact: true }).getByText('<b>bold</b>').first().waitFor();

    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Pipebell studio');
    expect(errors).toEqual([]);
  });
});
