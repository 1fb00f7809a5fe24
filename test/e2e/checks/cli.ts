import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../check.ts';
import { published, stateChange } from '../events.ts';
import { EXECUTION } from '../lookups.ts';
import { type Ended, openPipebell } from '../pipebell.ts';

/** The document that `--json` prints. */
// biome-ignore lint/suspicious/noExplicitAny: documents are as free as JSON
const json = ({ code, stdout, stderr }: Ended, ...codes: number[]): any => {
  assert.ok(codes.includes(code ?? -1), `it ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};

interface Entry {
  readonly outcome: string;
  readonly target?: string;
  readonly targets?: readonly string[];
}

/** Reads the history until it has `count` entries: a function's log arrives when the function ends. */
const untilLogged = async (look: () => Promise<Ended>, count: number): Promise<readonly Entry[]> => {
  for (let waited = 0; ; waited++) {
    const { entries } = json(await look(), 0);
    if (entries.length >= count) return entries;
    assert.ok(waited < 60, `${entries.length} of ${count} entries in 30 s`);
    await sleep(500);
  }
};

export const cli: Check[] = [
  {
    name: '`pipebell` names the account and the Region, and refuses a Region without the stack before it writes',
    prepare:
      async ({ pipebell, receiver }) =>
      async () => {
        const { code, stderr } = await pipebell(['status', '--json']);
        assert.ok(code === 0 || code === 3, `it ended with ${code}: ${stderr}`);
        assert.match(stderr, /^pipebell-e2e in \d{12} \/ eu-west-1$/m);

        const add = ['targets', 'add', 'cli-elsewhere', '--platform=webhook', '--url-stdin', '--region=us-west-2'];
        const refused = await pipebell(add, `${receiver.inbox('cli-elsewhere').url}\n`);
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, /^no stack pipebell-e2e in \d{12} \/ us-west-2: check --stage, --region/);
        const there = await pipebell(['targets', 'list', '--region=us-west-2', '--no-stack-check', '--json']);
        assert.deepEqual(json(there, 0).targets, []);
      },
  },
  {
    name: '`pipebell targets` adds, tests, lists, shows, checks, disables and removes a target without printing its URL',
    async prepare({ pipebell, receiver }) {
      const inbox = receiver.inbox('cli-targets');
      const secret = inbox.url.split('/').at(-1) ?? '';
      const run = async (...args: string[]): Promise<Ended> => {
        const ended = await pipebell(['targets', ...args], `${inbox.url}\n`);
        assert.ok(!(ended.stdout + ended.stderr).includes(secret), `${args[0]} prints the URL`);
        return ended;
      };
      const found = (list: { targets: { name: string }[] }) => list.targets.find(({ name }) => name === 'cli-targets');

      return async () => {
        const options = ['--platform=webhook', '--when-pipelines=e2e-cli-targets', '--json'];
        json(await run('add', 'cli-targets', '--url-stdin', '--test', ...options), 0);
        assert.match((await inbox.wait(1))[0]?.body ?? '', /test/i);
        // 3, because other checks have added invalid targets.
        assert.equal(found(json(await run('list', '--json'), 3))?.name, 'cli-targets');
        const { target } = json(await run('show', 'cli-targets', '--json'), 0);
        assert.deepEqual(target, {
          platform: 'webhook',
          url: '(hidden)',
          when: { pipelines: ['e2e-cli-targets'] },
        });
        const checked = found(json(await run('check', '--json'), 3));
        assert.deepEqual(checked, { name: 'cli-targets', problems: [], warnings: [] });
        assert.equal((await run('disable', 'cli-targets')).code, 0);
        assert.equal(json(await run('show', 'cli-targets', '--json'), 0).target.enabled, false);
        assert.equal((await run('remove', 'cli-targets', '--yes')).code, 0);
        assert.equal(found(json(await run('list', '--json'), 3)), undefined);
      };
    },
  },
  {
    name: '`pipebell explain` prints which targets get an event, and why an execution failed',
    async prepare({ emulator, lookups, putTarget, receiver }) {
      const { url } = receiver.inbox('cli-explain');
      await putTarget('cli-explain', { platform: 'webhook', url, when: { pipelines: ['e2e-cli-explain'] } });
      const pipebell = openPipebell({ ...emulator.environment, ...lookups });
      const explain = async (input: string, ...args: string[]) =>
        // 3, because other checks have added invalid targets.
        json(await pipebell(['explain', ...args, '--json'], input), 0, 3);
      const getsIt = ({ targets }: { targets: { target: string; gets: boolean }[] }, name: string) =>
        targets.find(({ target }) => target === name)?.gets;

      return async () => {
        const event = await explain(published(stateChange('pipeline', 'e2e-cli-explain', 'FAILED')), '-');
        assert.equal(getsIt(event, 'cli-explain'), true);
        assert.equal(getsIt(event, 'e2e-asked'), false);

        const execution = await explain('', `--execution=e2e-asked/${EXECUTION}`);
        assert.equal(getsIt(execution, 'cli-explain'), false);
        assert.equal(getsIt(execution, 'e2e-asked'), true);
        assert.match(
          execution.summary,
          /e2e-asked failed at Build — .*expected 1, received 2 · 3f9c1d7 Ask for the delivery slot/,
        );
      };
    },
  },
  {
    name: '`pipebell send` publishes an event, and `pipebell history` lists its routing and its attempts',
    async prepare({ pipebell, putTarget, receiver }) {
      const inbox = receiver.inbox('cli-send', { status: 503 });
      await putTarget('cli-send', { platform: 'webhook', url: inbox.url, when: { pipelines: ['e2e-cli-send'] } });
      const history = (name: string) => () => pipebell(['history', name, '--hours=1', '--json']);

      return async () => {
        const execution = randomUUID();
        const event = stateChange('pipeline', 'e2e-cli-send', 'FAILED', { 'execution-id': execution });
        const { topic } = json(await pipebell(['send', '-', '--json'], published(event)), 0);
        assert.equal(topic, 'pipebell-e2e-events');
        await inbox.wait(2);

        const all = await untilLogged(history(execution), 3);
        assert.deepEqual(
          all.map(({ outcome }) => outcome),
          ['routed', 'retry', 'delivered'],
        );
        assert.deepEqual(all[0]?.targets, ['cli-send']);
        const own = await untilLogged(history('cli-send'), 2);
        assert.deepEqual(
          own.map(({ outcome, target }) => [outcome, target]),
          [
            ['retry', 'cli-send'],
            ['delivered', 'cli-send'],
          ],
        );
        json(await pipebell(['send', 'failed', '--to=cli-send', '--json']), 0);
        await inbox.wait(3);
      };
    },
  },
];
