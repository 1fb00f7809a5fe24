// Renders the alert of every sample for every chat platform, for review:
//
//   node scripts/render-alerts.ts [folder]     pages, and pictures where there is a Chromium, into dist/alerts or a folder
//   node scripts/render-alerts.ts --docs       the pictures of the documentation into docs/images
//   node scripts/render-alerts.ts --goldens    the expected messages of the tests; then run npm run fix and review the diff
//
// Pictures need fonts with emoji and with the scripts of the samples, such as fonts-noto-color-emoji and fonts-noto-cjk.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONVERSING } from '../src/model/conversation.ts';
import type { Notification } from '../src/model/notification.ts';
import { openTarget } from '../src/platforms/index.ts';
import '../src/wording/words.ts';
import { conversations } from '../test/platforms/conversations.ts';
import { exampleOf } from '../test/platforms/example.ts';
import { foreign, hostile } from '../test/platforms/extremes.ts';
import { conversationFile, goldenFile } from '../test/platforms/golden.ts';
import { messagesOf } from '../test/platforms/sent.ts';
import { stories } from '../test/platforms/stories.ts';
import { launchBrowser } from './render/browser.ts';
import { drawSteps } from './render/draw-steps.ts';
import { pagesOf } from './render/page.ts';

/** The platforms that can be drawn, with the mentions in the pictures. */
const TARGETS: Record<string, object> = {
  discord: {
    platform: 'discord',
    url: 'https://discord.com/api/webhooks/1185000000000000001/x',
    mention: { failed: ['<@&1185000000000000007>'], approval: ['<@1185000000000000008>'] },
  },
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

/** The platforms whose conversations are drawn, with the answer to a message that was posted. */
const THREADS: Record<string, { target: object; accepted: string }> = {
  'slack-app': {
    target: {
      platform: 'slack-app',
      token: 'xoxb-0',
      channel: 'C0123456789',
      mention: { broken: ['<!subteam^S0ONCALL1>'], fixed: ['<!subteam^S0ONCALL1>'], approval: ['<@U0RELEASE1>'] },
    },
    accepted: '{"ok":true,"channel":"C0123456789","ts":"1772608530.000100"}',
  },
};

/** Device pixels per CSS pixel: keeps the pictures sharp and below 200 KB. */
const SCALE = 1.25;

const WIDTHS = { desktop: 720, phone: 360 };

/** The pictures of the documentation, with their widths. */
const DOCUMENTED: Record<string, number> = {
  'discord-failed': 640,
  'slack-failed': 640,
  'slack-fixed': 640,
  'slack-approval': 640,
  'teams-failed': 640,
  'slack-app-incident': 640,
  'slack-app-approved': 360,
};

/** The page of each occasion on each platform, by `slack-failed` and the like. */
export const alertPages = async (notifications: Record<string, Notification>): Promise<Map<string, string>> => {
  const pages = new Map<string, string>();
  const { message } = await pagesOf();
  for (const [platform, target] of Object.entries(TARGETS)) {
    const { channel } = await openTarget(target, { allowPrivate: false });
    for (const [occasion, notification] of Object.entries(notifications)) {
      pages.set(`${platform}-${occasion}`, message(platform, channel.render(notification), notification.time));
    }
  }
  return pages;
};

/** The page of each conversation, by `slack-app-incident` and the like. */
export const threadPages = async (): Promise<Map<string, string>> => {
  const { thread } = await pagesOf();
  const pages = new Map<string, string>();
  for (const [platform, { target, accepted }] of Object.entries(THREADS)) {
    const { channel } = await openTarget(target, { allowPrivate: false });
    for (const story of Object.keys(conversations)) {
      pages.set(`${platform}-${story}`, thread(messagesOf(story, channel, accepted)));
    }
  }
  return pages;
};

const writeConversations = async (platform: string) => {
  const { target, accepted } = await exampleOf(platform);
  const { channel } = await openTarget(target, { allowPrivate: false });
  for (const story of Object.keys(conversations)) {
    const messages = JSON.stringify(messagesOf(story, channel, accepted), null, 2);
    await writeFile(conversationFile(platform, story), `${messages}\n`);
  }
};

const writeGoldens = async () => {
  for (const platform of CONVERSING) await writeConversations(platform);
  for (const platform of Object.keys(TARGETS)) {
    const { channel } = await openTarget((await exampleOf(platform)).target, { allowPrivate: false });
    for (const [occasion, notification] of Object.entries(stories)) {
      const message = JSON.stringify(JSON.parse(channel.render(notification)), null, 2);
      await writeFile(goldenFile(platform, occasion), `${message}\n`);
    }
  }
};

const writePictures = async (folder: string, wanted: (name: string) => Record<string, number>, html: boolean) => {
  const pages = new Map([...(await alertPages({ ...stories, hostile, ...foreign })), ...(await threadPages())]);
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  const view = await browser?.newPage({ deviceScaleFactor: SCALE });
  if (!browser) console.log('no Chromium found: set CHROMIUM to its path. The pages are written without pictures.');
  for (const [name, content] of pages) {
    if (html) await writeFile(join(folder, `${name}.html`), content);
    for (const [suffix, width] of Object.entries(wanted(name))) {
      await view?.setViewportSize({ width, height: 100 });
      await view?.setContent(content);
      await view?.screenshot({ path: join(folder, `${name}${suffix}.png`), fullPage: true });
    }
  }
  if (browser && !html) await drawSteps(browser, folder);
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
