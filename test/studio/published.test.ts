import { LEVELS, OCCASIONS } from '../../src/model/notification.ts';
import { sampleNames } from '../../src/samples/samples.ts';
import type { Drawing } from '../../src/studio/api.ts';
import { serversOfTest } from '../support/servers.ts';
import { openTestStudio } from './studio.ts';

const keep = serversOfTest();

/** Targets of each platform that get every event. */
const TARGETS = {
  'all-slack': { platform: 'slack', url: 'https://hooks.slack.com/services/T0EXAMPLE/B0EXAMPLE/example' },
  'all-teams': {
    platform: 'teams',
    url: 'https://prod-01.westeurope.logic.azure.com/workflows/0000example/triggers/manual/paths/invoke?sig=example',
  },
};

/** The texts of a message, without the times and the made-up ids. */
const textsOf = (payload: unknown): string[] => {
  const texts: string[] = [];
  JSON.stringify(payload, (name, value) => {
    if ((name === 'text' || name === 'title' || name === 'value') && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.map((text) =>
    text
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g, 'DATE')
      .replace(/\b\d\d:\d\d\b/g, 'TIME')
      .replace(/\b\d+ (?:days?|h|min|s)\b/g, 'DURATION')
      .replace(/\b(run|build) [0-9a-f]{8}\b/g, '$1 ID')
      .replace(/<!date\^\d+/g, 'DATE')
      .replace(/\{\{(?:DATE|TIME)\([^)]*\)\}\}/g, 'DATE'),
  );
};

describe('a published sample', () => {
  test('has the text of its preview on each platform, even after all the others and a second time', async () => {
    const targets = Object.entries(TARGETS).map(([name, target]) => ({
      name,
      raw: { ...target, on: OCCASIONS, levels: LEVELS },
    }));
    const studio = await keep(openTestStudio({ origin: { origin: 'samples', targets } }));
    const flow = await studio.listen();
    const previews = new Map<string, { name: string; platforms: readonly Drawing[] }>();
    for (const name of [...sampleNames, 'failed', 'codebuild-failed']) {
      const { text, subject, transition } = await studio.get('/api/sample', { name });
      const event = { text, subject, transition, enriched: true };
      const { platforms } = await studio.post('/api/preview', event);
      const { id } = await studio.post('/api/flow/publish', event);
      previews.set(id, { name, platforms });
    }
    const count = previews.size * targets.length;
    const { deliveries, events } = await flow.until(({ totals }) => totals.delivered + totals.skipped >= count);

    expect(events.filter(({ state }) => state !== 'routed')).toEqual([]);
    // A start that is older than its published end is superseded.
    expect(deliveries.filter(({ state, reason }) => state !== 'delivered' && reason !== 'superseded')).toEqual([]);
    const differences: object[] = [];
    for (const { id, event, target } of deliveries) {
      const { name = '', platforms = [] } = previews.get(event) ?? {};
      const published = await studio.get('/api/flow/payload', { id });
      const previewed = platforms.find(({ platform }) => platform === published.platform);
      const [sent, shown] = [textsOf(published.payload), textsOf(previewed?.payload)];
      expect({ name, parts: shown.length }).not.toEqual({ name, parts: 0 });
      if (sent.join('\n') !== shown.join('\n')) {
        const only = (texts: string[], others: string[]) => texts.filter((text) => !others.includes(text));
        differences.push({ name, target, sent: only(sent, shown), shown: only(shown, sent) });
      }
    }
    expect(differences).toEqual([]);
  }, 60_000);
});
