import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queueNames } from '../../src/model/stack.ts';
import { aDelivery } from '../support/batch.ts';
import { type FakeSqs, openFakeSqs } from './fake-sqs.ts';
import { credentials, MAIN, pipebell } from './process.ts';
import { anEvent } from './world.ts';

/** Where each command says that it works. */
const PLACE = 'pipebell-prod in 111122223333 / eu-west-1\n';

const NAMES = queueNames('prod');

/** Joined here, so that no scanner of secrets takes this file for one. */
const TOKEN = ['xoxb', '11111111111', 'canaryAb3Cd4Ef5'].join('-');
const ADD = ['targets', 'add', 'team', '--stage', 'prod', '--platform', 'webhook'];

describe('npx pipebell', () => {
  test('is executable', () => {
    expect(statSync(MAIN).mode & 0o111).toBe(0o111);
  });

  test('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await pipebell(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('prints its help', async () => {
    const { code, stdout, stderr } = await pipebell(['--help']);
    const redrive = await pipebell(['redrive', '--help']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('npx pipebell dead-letters --stage prod');
    expect(redrive.stdout).toContain('Exit codes: 0 done, 1 failed');
  });

  test.each([
    [[], 'Usage: pipebell'],
    [['redrive', '--yes'], "required option '--stage <name>' not specified: see npx pipebell help redrive"],
    [['dead-letters'], "required option '--stage <name>' not specified: see npx pipebell help dead-letters"],
    [['dead-letters', '--stage', 'prod', '--reason', 'rain'], 'Allowed choices are unauthorized, gone'],
    [
      ['redrive', '--stage', 'prod', '--reason', 'https://canary.example/x'],
      'internal, waited, crashed, backlog, unrouted',
    ],
    [['redrive', '--stage', 'prod'], 'not a terminal: pass --yes'],
    [['ring'], "unknown command 'ring': see npx pipebell --help"],
    [['https://hooks.slack.com/services/T/B/canary'], "unknown command '…'"],
    [[TOKEN], "unknown command '…'"],
    [[`--${TOKEN}`], "unknown option '…'"],
    [['send', '--note=canary'], "unknown option '--note=…'"],
    [[...ADD, '--on', TOKEN], "argument '…' is invalid. It takes started"],
    [
      [...ADD, '--header', 'x-api-key: canary'],
      "option '--header <name=parameter>' is invalid. It takes the full name",
    ],
    [
      [...ADD, '--header', "x-api-key=it's canary"],
      "option '--header <name=parameter>' is invalid. It takes the full name",
    ],
    [[...ADD, '--url-parameter', 'canary'], "option '--url-parameter <name>' is invalid. It takes the full name"],
    [
      ['targets', 'remove', 'T012ABCDE/B012ABCDE/canary', '--stage', 'prod'],
      "value '…' is invalid for argument 'name'",
    ],
  ])('ends with 2 on wrong usage: %j', async (args, words) => {
    const { code, stdout, stderr } = await pipebell(args, credentials);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/canary|\n {4}at /);
  });

  test.each(['preview', 'excerpt', 'rehearse'])(
    '%s does not quote the name of a file that looks like a secret',
    async (command) => {
      const platform = command === 'preview' ? ['--platform', 'slack'] : [];

      const secret = await pipebell([command, TOKEN, ...platform]);
      const name = await pipebell([command, 'no-such-file.json', ...platform]);

      expect([secret.code, name.code]).toEqual([1, 1]);
      expect(secret.stderr).toMatch(/(?:EVENT|FILE) … cannot be read/);
      expect(name.stderr).toMatch(/(?:EVENT|FILE) no-such-file\.json cannot be read/);
    },
  );

  test('reports in one line what is missing to call AWS', async () => {
    const noRegion = await pipebell(['dead-letters', '--stage', 'prod']);
    const noCredentials = await pipebell(['dead-letters', '--stage', 'prod', '--region', 'eu-west-1']);
    const noAnswer = await pipebell(['dead-letters', '--stage', 'prod'], {
      ...credentials,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });

    expect(noRegion).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^no AWS Region: pass --region.*\n$/),
    });
    expect(noCredentials.stderr).toMatch(/^no AWS credentials found: sign in with aws sso login .*\n$/);
    expect(noAnswer.stderr).toMatch(
      /^cloudformation DescribeStacks: .*no answer: check the network, --region and AWS_ENDPOINT_URL\n$/,
    );
  }, 30_000);
});

describe('npx pipebell, over the real SDK', () => {
  let sqs: FakeSqs;
  const run = (args: readonly string[], interrupt?: AbortSignal) =>
    pipebell(args, { ...credentials, AWS_ENDPOINT_URL: sqs.endpoint }, interrupt);
  const queue = (name: keyof typeof NAMES) => {
    const found = sqs.queues.get(NAMES[name]);
    if (!found) throw new Error(`no queue ${name}`);
    return found;
  };

  beforeEach(async () => {
    sqs = await openFakeSqs(Object.values(NAMES));
  });
  afterEach(() => sqs.close());

  test('lists, sends, groups and deletes', async () => {
    const attributes = { reason: { DataType: 'String', StringValue: 'gone' } };
    const delivery = aDelivery('team-web');
    const body = JSON.stringify(delivery);
    const ids = Array.from({ length: 12 }, () => queue('deadLetters').send(body, { attributes }));
    queue('deadLetters').send(JSON.stringify(anEvent()));

    const listed = await run(['dead-letters', '--stage', 'prod', '--json']);
    const sent = await run(['redrive', '--stage', 'prod', '--yes', '--rate', '100', '--wait', '0', '--json']);

    expect(listed).toMatchObject({ code: 0, stderr: PLACE });
    expect(JSON.parse(listed.stdout).deadLetters).toHaveLength(13);
    expect(sent).toMatchObject({ code: 0, stderr: PLACE });
    expect(JSON.parse(sent.stdout)).toMatchObject({ sent: 13, left: 0 });
    expect(queue('deliveries').messages.map((message) => [message.body, message.groupId])).toEqual(
      Array(12).fill([body, 'team-web']),
    );
    // All have one delivery id: with that as deduplication id SQS would drop eleven of the twelve.
    expect(sqs.deduplicationIds.toSorted()).toEqual(ids.map((id) => `${delivery.id}-${id}`).toSorted());
    expect(queue('unrouted').messages.map((message) => message.body)).toEqual([JSON.stringify(anEvent())]);
    expect(queue('deadLetters').size).toBe(0);
  }, 30_000);

  test('releases everything and ends on Ctrl-C', async () => {
    for (let at = 0; at < 25; at++) queue('deadLetters').send('text');
    const interrupt = new AbortController();
    sqs.onCall = (operation) => {
      if (operation === 'SendMessage') interrupt.abort();
    };

    const { code, stdout } = await run(['redrive', '--stage', 'prod', '--yes', '--rate', '2'], interrupt.signal);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '1 sent\n' });
    expect([queue('unrouted').size, queue('deadLetters').size]).toEqual([1, 24]);
    expect(queue('deadLetters').messages.every(({ visibleAt }) => visibleAt <= new Date())).toBe(true);
  }, 30_000);

  test('names a stage that does not exist', async () => {
    const { code, stderr } = await run(['redrive', '--stage', 'staging', '--yes']);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^no stack pipebell-staging in 111122223333 \/ eu-west-1: check --stage, --region and --profile, or run npx.*\n$/,
    );
  }, 30_000);

  test('uses the Region and the credentials of a profile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pipebell-'));
    const AWS_CONFIG_FILE = join(folder, 'config');
    writeFileSync(
      AWS_CONFIG_FILE,
      '[profile team]\nregion = eu-north-1\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n',
    );
    const env = { AWS_CONFIG_FILE, AWS_ENDPOINT_URL: sqs.endpoint };

    const region = await pipebell(['dead-letters', '--stage', 'nowhere', '--profile', 'team'], env);
    const other = await pipebell(
      ['dead-letters', '--stage', 'nowhere', '--profile', 'team', '--region', 'us-east-2'],
      env,
    );
    rmSync(folder, { recursive: true });

    expect(region.stderr).toContain('in 111122223333 / eu-north-1');
    expect(other.stderr).toContain('in 111122223333 / us-east-2');
  }, 30_000);

  test('quotes only the name of an AWS error', async () => {
    sqs.errors.set('ReceiveMessage', 'AccessDeniedException');

    const { code, stderr } = await run(['dead-letters', '--stage', 'prod']);

    expect(code).toBe(1);
    expect(stderr).toBe(
      `${PLACE}ReceiveMessage on pipebell-prod-dead-letters: AccessDeniedException: your AWS credentials do not allow it: ask for the permission sqs:ReceiveMessage\n`,
    );
  }, 30_000);
});
