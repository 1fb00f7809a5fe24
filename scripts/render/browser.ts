import { access, constants } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that asks nobody for anything by itself. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-lcd-text',
];

/** The Chromium of this machine, or `undefined`. `CHROMIUM` names another one. */
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

/** Starts it with a fresh profile; `undefined` if there is none. */
export const launchBrowser = async (): Promise<Browser | undefined> => {
  const executablePath = await findBrowser();
  return executablePath === undefined
    ? undefined
    : chromium.launch({ executablePath, chromiumSandbox: false, args: FLAGS });
};
