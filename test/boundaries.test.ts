import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { findViolations, type SourceFile } from './support/boundaries.ts';

const ROOT = join(import.meta.dirname, '..');

const sourceFiles = (): SourceFile[] =>
  ['handlers', 'src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
      .map((entry) => {
        const path = posix.join(entry.parentPath.slice(ROOT.length + 1), entry.name);
        return { path, text: readFileSync(join(ROOT, path), 'utf8') };
      }),
  );

describe('import boundaries', () => {
  test('every file imports only what the table allows its folder', () => {
    const files = sourceFiles();

    expect(files.length).toBeGreaterThan(200);
    expect(findViolations(files)).toEqual([]);
  });

  test('no file lies directly in src', () => {
    expect(sourceFiles().filter(({ path }) => /^src\/[^/]+$/.test(path))).toEqual([]);
  });

  test.each([
    ['src/lambda/router.ts', '../cli/errors.ts'],
    ['src/wording/detail.ts', '../aws/sign.ts'],
    ['src/events/ecr.ts', './s3.ts'],
    ['src/events/ecr.ts', './codebuild/event.ts'],
    ['src/events/codebuild/event.ts', '../ecr.ts'],
    ['src/events/codebuild/event.ts', '../codedeploy.ts'],
    ['src/events/shared/commits.ts', '../ecr.ts'],
    ['src/events/index.ts', '../platforms/slack.ts'],
    ['src/model/target-url.ts', '../net/http.ts'],
    ['src/model/target-url.ts', 'node:http'],
    ['src/text/clean.ts', 'node:fs'],
    ['src/relay/order.ts', 'node:http'],
    ['src/relay/order.ts', '../aws/queue.ts'],
    ['src/relay/order.ts', '../wording/words.ts'],
    ['src/platforms/teams.ts', './slack.ts'],
    ['src/platforms/teams.ts', '../relay/patience.ts'],
    ['src/platforms/teams.ts', '../events/shared/commits.ts'],
    ['src/platforms/teams.ts', 'zod'],
    ['src/aws/queue.ts', '@aws-sdk/client-sqs'],
    ['src/aws/queue.ts', '../relay/patience.ts'],
    ['src/net/http.ts', '../aws/call.ts'],
    ['src/enrichment/enrich.ts', '../aws/call.ts'],
    ['src/enrichment/enrich.ts', '../events/ecr.ts'],
    ['src/targets/mask.ts', '../samples/samples.ts'],
    ['src/targets/mask.ts', '../dead-letters/dead-letter.ts'],
    ['src/local/relay.ts', '../cli/errors.ts'],
    ['src/local/relay.ts', '../studio/server.ts'],
    ['src/studio/server.ts', '../cli/errors.ts'],
    ['src/studio/page/app.tsx', '../server.ts'],
    ['src/studio/page/app.tsx', 'node:fs'],
    ['src/cli/commands/send.ts', './status.ts'],
    ['src/cli/commands/send.ts', './doctor/check.ts'],
    ['src/cli/commands/doctor/check.ts', '../status.ts'],
    ['src/cli/terminal/table.ts', '../commands/send.ts'],
    ['src/cli/receivers/slack.ts', '../commands/doctor/check.ts'],
    ['handlers/router.ts', '../src/aws/call.ts'],
    ['src/brand-new/file.ts', '../model/errors.ts'],
  ])('%s may not import %s', (path, specifier) => {
    const planted = { path, text: `import type { Thing } from '${specifier}';\n` };

    expect(findViolations([planted])).toHaveLength(1);
  });

  test.each([
    ["import { a } from '../aws/sign.ts';"],
    ["import type { A } from '../aws/sign.ts';"],
    ["import {\n  a,\n  b,\n} from '../aws/sign.ts';"],
    ["export { a } from '../aws/sign.ts';"],
    ["import '../aws/sign.ts';"],
    ["const load = () => import('../aws/sign.ts');"],
    ["type A = import('../aws/sign.ts').A;"],
  ])('finds the import in %j', (text) => {
    expect(findViolations([{ path: 'src/wording/detail.ts', text }])).toEqual([
      'src/wording/detail.ts may not import src/aws/sign.ts',
    ]);
  });

  test.each([
    ['src/relay/order.ts', '../model/errors.ts'],
    ['src/events/index.ts', './ecr.ts'],
    ['src/events/index.ts', './codebuild/index.ts'],
    ['src/events/codebuild/index.ts', './event.ts'],
    ['src/events/codebuild/index.ts', '../shared/commits.ts'],
    ['src/net/http.ts', 'node:https'],
    ['src/cli/commands/doctor/index.ts', './check.ts'],
    ['src/studio/page/flow/controls.tsx', '../app.tsx'],
  ])('%s may import %s', (path, specifier) => {
    expect(findViolations([{ path, text: `import { a } from '${specifier}';` }])).toEqual([]);
  });
});
