// Tests the studio's page in Chromium. Without Chromium it passes with a message, unless CI or REQUIRE_BROWSER is set.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../../scripts/render/browser.ts';

const CONFIG = fileURLToPath(new URL('jest.config.mjs', import.meta.url));

if (await findBrowser()) {
  const jest = spawn('jest', ['--config', CONFIG, '--runInBand', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  });
  jest.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  console.log('Chromium not found, page not tested: install it, or set CHROMIUM to its path.');
  process.exitCode = process.env.CI || process.env.REQUIRE_BROWSER ? 1 : 0;
}
