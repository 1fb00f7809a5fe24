import { readFileSync } from 'node:fs';

/** Where a story's message on a platform is kept. A webhook's are the examples in its documentation. */
export const goldenFile = (platform: string, story: string): URL => {
  const path = platform === 'webhook' ? `../../docs/examples/${story}.json` : `./${platform}/fixtures/${story}.json`;
  return new URL(path, import.meta.url);
};

/** What the story must look like, reviewed by eye. `node scripts/render-alerts.ts --goldens && npm run fix` writes them anew. */
export const goldenMessage = (platform: string, story: string): unknown =>
  JSON.parse(readFileSync(goldenFile(platform, story), 'utf8'));
