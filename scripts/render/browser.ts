import { access, constants } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Flags that disable the browser's own network requests. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-lcd-text',
];

/** Path of the installed Chromium, or `undefined`. The environment variable `CHROMIUM` overrides it. */
export const findBrowser = async (): Promise<string | undefined> => {
  for (const path of process.env.CHROMIUM ? [process.env.CHROMIUM] : BROWSERS) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
};

/** Starts Chromium with a new profile. Returns `undefined` if there is none. */
export const launchBrowser = async (): Promise<Browser | undefined> => {
  const executablePath = await findBrowser();
  return executablePath === undefined
    ? undefined
    : chromium.launch({ executablePath, chromiumSandbox: false, args: FLAGS });
};
