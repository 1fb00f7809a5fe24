import { readFileSync } from 'node:fs';

/** Where a story's message on a platform is kept. A webhook's are the examples in its documentation. */
export const goldenFile = (platform: string, story: string): URL => {
  const path = platform === 'webhook' ? `../../docs/examples/${story}.json` : `./${platform}/fixtures/${story}.json`;
  return new URL(path, import.meta.url);
};

/** What the story must look like, reviewed by eye. `node scripts/render-alerts.ts --goldens && npm run fix` writes them anew. */
export const goldenMessage = (platform: string, story: string): unknown =>
  JSON.parse(readFileSync(goldenFile(platform, story), 'utf8'));

/** Where the messages of a conversation on a platform are kept. They are written and reviewed like those of the stories. */
export const conversationFile = (platform: string, story: string): URL =>
  new URL(`./${platform}/fixtures/conversation-${story}.json`, import.meta.url);

export const goldenConversation = (platform: string, story: string): unknown =>
  JSON.parse(readFileSync(conversationFile(platform, story), 'utf8'));
