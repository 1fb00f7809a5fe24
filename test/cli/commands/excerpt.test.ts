import { openWorld } from '../world.ts';

const LOG = `Running command npm test
  ● oven › is hot

    expect(received).toBe(expected)

    Expected: 230
    Received: 210
Command did not exit successfully npm test exit status 1`;

const worldWith = (log: string, name = 'build.log') => {
  const world = openWorld();
  world.files.set(name, log);
  return world;
};

describe('pipebell excerpt', () => {
  test('shows headline, tool and excerpt of a log', async () => {
    expect(await worldWith(LOG).run('excerpt', 'build.log')).toEqual({
      code: 0,
      stderr: '',
      stdout: `oven › is hot: expected 230, received 210
tool: jest

  ● oven › is hot
    expect(received).toBe(expected)
    Expected: 230
    Received: 210
`,
    });
  });

  test('writes the same as one JSON document, from standard input', async () => {
    const { code, stdout } = await worldWith(LOG, '-').run('excerpt', '-', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      headline: 'oven › is hot: expected 230, received 210',
      tool: 'jest',
      excerpt: expect.stringContaining('Received: 210'),
    });
  });

  test('has nulls for a log without an error', async () => {
    const { code, stdout } = await worldWith('').run('excerpt', 'build.log', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ headline: null, tool: null, excerpt: null });
    expect((await worldWith('all is well').run('excerpt', 'build.log')).stdout).toBe('no error found\n\nall is well\n');
  });

  test('fails with the name of a file that cannot be read', async () => {
    expect(await openWorld().run('excerpt', 'none.log')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'FILE none.log cannot be read (ENOENT): pass the log of a build, or - for stdin\n',
    });
    expect((await openWorld().run('excerpt')).code).toBe(2);
  });
});
