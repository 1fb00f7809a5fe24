// Draws the alert of every occasion for every chat platform, to be looked at:
//
//   node scripts/render-alerts.ts [folder]     pages, and pictures where there is a Chromium, into dist/alerts or a folder
//   node scripts/render-alerts.ts --docs       the pictures of the README into docs/images
//   node scripts/render-alerts.ts --goldens    the messages that the tests compare with; then npm run fix and look at the diff
//
// Pictures want fonts with emoji and the scripts of the samples, such as fonts-noto-color-emoji and fonts-noto-cjk.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Notification } from '../src/model/notification.ts';
import { openTarget } from '../src/platforms/index.ts';
import { exampleOf } from '../test/platforms/example.ts';
import { foreign, hostile } from '../test/platforms/extremes.ts';
import { goldenFile } from '../test/platforms/golden.ts';
import { stories } from '../test/platforms/stories.ts';
import { findBrowser, openBrowser } from './render/browser.ts';
import { slackPage } from './render/slack.ts';
import { teamsPage } from './render/teams.ts';

const PAGES: Record<string, (body: string) => string> = { slack: slackPage, teams: teamsPage };

/** Who is called in the pictures. */
const TARGETS: Record<string, object> = {
  slack: {
    platform: 'slack',
    url: 'https://hooks.slack.com/services/T0/B0/x',
    mention: { failed: ['<!subteam^S0ONCALL1>'], approval: ['<@U0RELEASE1>'] },
  },
  teams: {
    platform: 'teams',
    url: 'https://x.api.powerplatform.com/workflows/x',
    mention: { failed: [{ id: 'ada@example.com', name: 'Ada Moreno' }] },
  },
};

const WIDTHS = { desktop: 720, phone: 360 };

/** The pictures of the documentation, with their widths. */
const DOCUMENTED: Record<string, number> = {
  'slack-failed': 640,
  'slack-fixed': 640,
  'slack-approval': 640,
  'teams-failed': 640,
  'slack-still-failing': 360,
};

/** The page of each occasion on each platform, by `slack-failed` and the like. */
export const alertPages = async (notifications: Record<string, Notification>): Promise<Map<string, string>> => {
  const pages = new Map<string, string>();
  for (const [platform, draw] of Object.entries(PAGES)) {
    const { channel } = await openTarget(TARGETS[platform], { allowPrivate: false });
    for (const [occasion, notification] of Object.entries(notifications)) {
      pages.set(`${platform}-${occasion}`, draw(channel.render(notification)));
    }
  }
  return pages;
};

const writeGoldens = async () => {
  for (const platform of Object.keys(PAGES)) {
    const { channel } = await openTarget((await exampleOf(platform)).target, { allowPrivate: false });
    for (const [occasion, notification] of Object.entries(stories)) {
      const message = JSON.stringify(JSON.parse(channel.render(notification)), null, 2);
      await writeFile(goldenFile(platform, occasion), `${message}\n`);
    }
  }
};

const writePictures = async (folder: string, wanted: (name: string) => Record<string, number>, html: boolean) => {
  const pages = await alertPages({ ...stories, hostile, ...foreign });
  await mkdir(folder, { recursive: true });
  const path = await findBrowser();
  const browser = path ? await openBrowser(path) : undefined;
  if (!browser)
    console.log('There is no Chromium here: CHROMIUM may name one. The pages are written without pictures.');
  for (const [name, content] of pages) {
    if (html) await writeFile(join(folder, `${name}.html`), content);
    for (const [suffix, width] of Object.entries(wanted(name))) {
      await browser?.photograph(content, join(folder, `${name}${suffix}.png`), width);
    }
  }
  await browser?.close();
  console.log(folder);
};

if (import.meta.main) {
  const [argument = fileURLToPath(new URL('../dist/alerts', import.meta.url))] = process.argv.slice(2);
  const widths = Object.fromEntries(Object.entries(WIDTHS).map(([device, width]) => [`-${device}`, width]));
  if (argument === '--goldens') await writeGoldens();
  else if (argument === '--docs') {
    const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
    await writePictures(
      folder,
      (name): Record<string, number> => (DOCUMENTED[name] ? { '': DOCUMENTED[name] } : {}),
      false,
    );
  } else await writePictures(argument, () => widths, true);
}
