import { alertPages } from '../../scripts/render-alerts.ts';
import { foreign, hostile, huge } from './extremes.ts';
import { occasions, stories } from './stories.ts';

describe('the pictures of the alerts', () => {
  test('can be drawn for every occasion, and hold the headline', async () => {
    const pages = await alertPages(stories);

    expect(pages.size).toBe(2 * occasions.length);
    for (const [name, page] of pages) expect(`${name} ${page}`).toMatch(/storefront|Alarm State Change|Maintenance/);
  });

  test('leave nothing out, whatever a message holds', async () => {
    const pages = await alertPages({ hostile, huge, ...foreign });

    expect(pages.get('slack-korean')).toContain('카드를 한 번만 청구한다 💳');
    expect(pages.get('teams-hostile')).not.toMatch(/<script|javascript:|<at>|<!channel>/);
  });
});
