import { bytesOf, loadedWith, type Outputs } from '../../scripts/bundle.ts';
import { bundleCli, CLI_ENTRY } from '../../scripts/bundle-cli.ts';

/** Bytes for the help page: 20 % above the size measured when the limit was last set. */
const LIMIT_BYTES = 117_000;

/** What the help page must not load: each costs more time than the page itself. */
const HEAVY =
  /@aws-sdk|@smithy|node_modules\/(?:zod|hono|@clack)\/|src\/(?:studio|relay|events|platforms|local|samples)\/|src\/cli\/commands\//;

describe('the bundle of the command line', () => {
  let outputs: Outputs;
  let started: ReadonlySet<string>;

  const inputsOf = (paths: Iterable<string>): string[] => [
    ...new Set([...paths].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}))),
  ];

  beforeAll(async () => {
    outputs = await bundleCli({ write: false });
    const files = loadedWith(outputs, CLI_ENTRY);
    for (const module of ['src/cli/program.ts', 'src/cli/terminal/io.ts']) {
      const chunk = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === module);
      loadedWith(outputs, chunk ?? '', files);
    }
    started = files;
  });

  test('loads no code of a command, of AWS, of the relay or of the studio for the help page', () => {
    expect(inputsOf(started)).toContain('src/cli/program.ts');
    expect(inputsOf(started).filter((path) => HEAVY.test(path))).toEqual([]);
    // The pattern matches what is loaded on use.
    expect(inputsOf(Object.keys(outputs)).filter((path) => HEAVY.test(path)).length).toBeGreaterThan(200);
  });

  test('loads few bytes for the help page', () => {
    const bytes = bytesOf(outputs, started);

    expect(bytes).toBeGreaterThan(30_000);
    expect(bytes).toBeLessThan(LIMIT_BYTES);
  });

  test('contains every package that it uses', () => {
    const external = Object.values(outputs).flatMap(({ imports }) =>
      imports.filter((each) => each.external).map(({ path }) => path),
    );

    // Builds the page of the studio, which the package contains.
    expect([...new Set(external)]).toEqual(['esbuild']);
  });
});
