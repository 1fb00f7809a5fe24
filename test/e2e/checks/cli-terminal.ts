import assert from 'node:assert/strict';
import { platformNames } from '../../../src/platforms/index.ts';
import { CTRL_C, DOWN, type Ended, runInTerminal, type Step } from '../../support/terminal.ts';
import type { Check, Relay } from '../check.ts';
import { STAGE } from '../emulator.ts';

/** The platform that is selected at first. */
const SLACK = platformNames.indexOf('slack');

const atTerminal = ({ emulator }: Relay, args: readonly string[], steps: readonly Step[]): Promise<Ended> =>
  runInTerminal(['node', 'src/cli/main.ts', ...args, `--stage=${STAGE}`], steps, emulator.environment);

const names = async ({ pipebell }: Relay): Promise<string[]> => {
  const { stdout } = await pipebell(['targets', 'list', '--json']);
  return JSON.parse(stdout).targets.map(({ name }: { name: string }) => name);
};

export const terminal: Check[] = [
  {
    name: '`pipebell targets add` asks step by step on a terminal, and does not show the typed URL',
    prepare: async (relay) => {
      const inbox = relay.receiver.inbox('cli-terminal');
      return async () => {
        const { code, shown, echoes, left } = await atTerminal(
          relay,
          ['targets', 'add', 'cli-terminal'],
          [
            { expect: 'Where do the messages go', send: `${DOWN.repeat(platformNames.indexOf('webhook') - SLACK)}\r` },
            { expect: '(hidden)', send: `${inbox.url}\r` },
            // The third of the three selected words is approval.
            { expect: 'What notifies', send: `${DOWN}${DOWN} \r` },
            { expect: 'Which pipelines', send: 'e2e-cli-terminal\r' },
            { expect: 'Send a test message', send: 'y' },
          ],
        );
        assert.deepEqual({ code, left, echoes: echoes ?? true }, { code: 0, left: 0, echoes: true }, shown);
        assert.match(shown, /cli-terminal accepted it/);
        assert.ok(!shown.includes(inbox.url.split('/').at(-1) ?? ''), 'the terminal showed the URL');
        await inbox.wait(1);
        const { stdout } = await relay.pipebell(['targets', 'show', 'cli-terminal']);
        assert.deepEqual(JSON.parse(stdout)['cli-terminal'], {
          platform: 'webhook',
          url: '(hidden)',
          on: ['failed', 'fixed'],
          when: { pipelines: ['e2e-cli-terminal'] },
        });
      };
    },
  },
  {
    name: '`pipebell targets add` writes nothing after Ctrl-C at the hidden question, and restores the terminal',
    prepare: async (relay) => async () => {
      const { code, left, echoes, shown } = await atTerminal(
        relay,
        ['targets', 'add', 'cli-stopped', '--platform=webhook', '--on=failed'],
        [{ expect: '(hidden)', send: `https://hooks.example.com/half${CTRL_C}` }],
      );
      assert.deepEqual({ code, left, echoes: echoes ?? true }, { code: 130, left: 0, echoes: true }, shown);
      assert.ok(!shown.includes('half'), 'the terminal showed the typed text');
      assert.ok(!(await names(relay)).includes('cli-stopped'));
    },
  },
  {
    name: '`pipebell targets remove` asks on a terminal, and keeps the target unless the answer is yes',
    async prepare(relay) {
      const { url } = relay.receiver.inbox('cli-kept');
      await relay.putTarget('cli-kept', { platform: 'webhook', url, when: { pipelines: ['e2e-cli-kept'] } });
      const remove = (send: string) =>
        atTerminal(relay, ['targets', 'remove', 'cli-kept'], [{ expect: 'Remove target', send }]);
      return async () => {
        assert.equal((await remove('\r')).left, 0);
        assert.ok((await names(relay)).includes('cli-kept'));
        assert.equal((await remove('y')).code, 0);
        assert.ok(!(await names(relay)).includes('cli-kept'));
      };
    },
  },
];
