import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckout } from '../../../src/cli/terminal/checkout.ts';

describe('the checkout of Pipebell', () => {
  let folder: string;
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const install = (script: string): void => write('node_modules/serverless/bin/serverless.js', script);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipebell-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('runs its Serverless in its folder, and returns the exit code', async () => {
    write('serverless.yml', '# Pipebell\nservice: pipebell\n');
    install(`require('node:fs').writeFileSync('args.json', JSON.stringify(process.argv.slice(2))); process.exit(4);`);

    const code = await (await openCheckout(folder))?.serverless(['deploy', '--stage', 'it is prod']);

    expect(code).toBe(4);
    expect(JSON.parse(readFileSync(join(folder, 'args.json'), 'utf8'))).toEqual(['deploy', '--stage', 'it is prod']);
  });

  test.each([
    ['in an empty folder', () => {}],
    ['for another service', () => [write('serverless.yml', 'service: shop\n'), install('')]],
    ['without packages', () => write('serverless.yml', 'service: pipebell\n')],
  ])('is not found %s', async (_, arrange) => {
    arrange();

    expect(await openCheckout(folder)).toBeUndefined();
  });
});
