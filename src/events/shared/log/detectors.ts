import type { Detector } from './finding.ts';
import { cloud } from './tools/cloud.ts';
import { docker } from './tools/docker.ts';
import { dotnet } from './tools/dotnet.ts';
import { go } from './tools/go.ts';
import { bun, jest, playwright } from './tools/jest.ts';
import { jvm } from './tools/jvm.ts';
import { nodeTest } from './tools/node-test.ts';
import { numbered } from './tools/numbered.ts';
import { packages } from './tools/packages.ts';
import { php } from './tools/php.ts';
import { python } from './tools/python.ts';
import { rust } from './tools/rust.ts';
import { shell } from './tools/shell.ts';
import { vitest } from './tools/vitest.ts';
import { web } from './tools/web.ts';

/** In the order in which they are asked. Of equally specific findings at one line, the first is used. */
export const DETECTORS: readonly Detector[] = [
  ...playwright,
  ...jest,
  ...vitest,
  ...numbered,
  ...nodeTest,
  ...bun,
  ...python,
  ...jvm,
  ...go,
  ...rust,
  ...dotnet,
  ...php,
  ...web,
  ...packages,
  ...docker,
  ...cloud,
  ...shell,
];

/** One pattern for many detectors: most lines of a log start no error, and are passed over with a few tests. */
const gateOf = (detectors: readonly Detector[]): RegExp[] => {
  const groups = Map.groupBy(detectors, ({ starts: { flags, source } }) => `${flags} ${source.startsWith('^')}`);
  return [...groups.values()].map(
    (group) => new RegExp(group.map(({ starts }) => starts.source).join('|'), group[0]?.starts.flags),
  );
};

const GATE = gateOf(DETECTORS);

/** Whether an error of a known form may start at a line. */
export const mayStart = (line: string): boolean => GATE.some((pattern) => pattern.test(line));
