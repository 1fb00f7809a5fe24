import { queueNames } from '../../../src/model/stack.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { CTRL_C, CTRL_D, DOWN, ENTER, type Ended, runInTerminal, type Step } from '../../support/terminal.ts';
import { type FakeAws, openFakeAws } from '../fake-aws.ts';
import { type FakeSqs, openFakeSqs } from '../fake-sqs.ts';
import { credentials, MAIN } from '../process.ts';

const SECRET = 'canary-url';

/** The platform that is selected at first. */
const FIRST = platformNames.indexOf('slack');

const atTerminal = (endpoint: string, args: readonly string[], steps: readonly Step[]): Promise<Ended> => {
  const env = { ...credentials, PATH: process.env.PATH, TERM: 'xterm', AWS_ENDPOINT_URL: endpoint };
  return runInTerminal([process.execPath, MAIN, ...args], steps, env);
};

/** The questions of `targets add`, in order, and an answer to each. */
const QUESTIONS: readonly (readonly [kind: string, message: string, answer: string])[] = [
  ['select', 'Where do the messages go', `${DOWN.repeat(platformNames.indexOf('webhook') - FIRST)}${ENTER}`],
  ['password', '(hidden)', `https://example.com/${SECRET}${ENTER}`],
  ['multiselect', 'What notifies', ` ${DOWN} ${ENTER}`],
  ['text', 'Which pipelines', `web-*${ENTER}`],
  ['confirm', 'Send a test message', 'n'],
];

/** Answers the questions before `message`, and then presses `key`. */
const stepsTo = (message: string, key: string): Step[] => {
  const at = QUESTIONS.findIndex(([, each]) => each === message);
  const before = QUESTIONS.slice(0, at).map(([, expect, send]) => ({ expect, send }));
  return [...before, { expect: message, send: key }];
};

const KEYS = [
  ['Ctrl-C', CTRL_C, 130],
  ['Ctrl-D', CTRL_D, 1],
] as const;

describe('targets add in a terminal', () => {
  let aws: FakeAws;
  const add = (steps: readonly Step[]) =>
    atTerminal(aws.endpoint, ['targets', 'add', 'team', '--stage', 'prod'], steps);

  beforeEach(async () => {
    aws = await openFakeAws();
  });
  afterEach(() => aws.close());

  test('writes the target after every question is answered, and never shows the URL', async () => {
    const steps = QUESTIONS.map(([, expect, send]) => ({ expect, send }));

    const { code, shown, echoes, left } = await add(steps);

    expect({ code, left, echoes: echoes ?? true, shown }).toMatchObject({ code: 0, left: 0, echoes: true });
    expect(shown).not.toContain(SECRET);
    expect(JSON.parse(aws.parameters.get('/pipebell/prod/targets/team')?.Value ?? 'null')).toMatchObject({
      platform: 'webhook',
      url: `https://example.com/${SECRET}`,
      on: ['approval'],
      when: { pipelines: ['web-*'] },
    });
  }, 60_000);

  test('stays at a question whose answer is not valid', async () => {
    const steps: Step[] = [
      ...stepsTo('(hidden)', `http://example.com/${SECRET}${ENTER}`),
      { expect: 'Not valid: it must be https', send: CTRL_C },
    ];

    const { code, shown, left } = await add(steps);

    expect({ code, left, shown }).toMatchObject({ code: 130, left: 0 });
    expect(shown).not.toContain(SECRET);
    expect(aws.parameters.size).toBe(0);
  }, 60_000);

  const cases = QUESTIONS.flatMap(([kind, message]) =>
    KEYS.map(([name, key, code]) => ({ kind, message, name, key, code })),
  );

  test.each(cases)(
    '$name at the $kind question "$message" ends with $code and writes nothing',
    async (each) => {
      const { code, shown, echoes, left } = await add(stepsTo(each.message, each.key));

      expect({ code, left, echoes: echoes ?? true, shown }).toMatchObject({ code: each.code, left: 0, echoes: true });
      expect(shown).toContain('cancelled: nothing was changed');
      expect(shown).not.toContain(SECRET);
      expect(aws.calls).not.toContain('PutParameter');
      expect(aws.parameters.size).toBe(0);
    },
    60_000,
  );

  test.each(KEYS)(
    '%s in the middle of a secret ends the command and shows none of it',
    async (_, key, expected) => {
      const { code, shown } = await add(stepsTo('(hidden)', `https://example.com/${SECRET}${key}`));

      expect(code).toBe(expected);
      expect(shown).not.toContain(SECRET);
      expect(aws.parameters.size).toBe(0);
    },
    60_000,
  );
});

describe('setup in a terminal', () => {
  let aws: FakeAws;

  beforeEach(async () => {
    aws = await openFakeAws();
  });
  afterEach(() => aws.close());

  test.each([
    ['Ctrl-C', CTRL_C, 130, 'Set up Pipebell there', []],
    ['Ctrl-D', CTRL_D, 1, 'Name of the stage', [{ expect: 'Set up Pipebell there', send: ENTER }]],
    [
      ...(['Ctrl-C', CTRL_C, 130, 'Name of the target'] as const),
      [
        { expect: 'Set up Pipebell there', send: ENTER },
        { expect: 'Name of the stage', send: ENTER },
      ],
    ],
  ] as const)(
    '%s at a question ends it and says how to go on',
    async (_, key, expected, message, before) => {
      const steps = [...before, { expect: message, send: key }];

      const { code, shown, left } = await atTerminal(aws.endpoint, ['setup'], steps);

      expect({ code, left, shown }).toMatchObject({ code: expected, left: 0 });
      expect(shown).toMatch(/stopped: npx pipebell setup(?: --stage prod)? goes on from here/);
      expect(aws.calls).not.toContain('PutParameter');
    },
    60_000,
  );
});

describe('targets remove in a terminal', () => {
  test.each(KEYS)(
    '%s at the question removes nothing',
    async (_, key, expected) => {
      const aws = await openFakeAws();
      aws.parameters.set('/pipebell/prod/targets/team', { Value: '{"platform":"slack"}', KeyId: 'alias/aws/ssm' });

      const args = ['targets', 'remove', 'team', '--stage', 'prod'];
      const { code, left } = await atTerminal(aws.endpoint, args, [{ expect: 'Remove target team', send: key }]);
      aws.close();

      expect({ code, left }).toEqual({ code: expected, left: 0 });
      expect([...aws.parameters.keys()]).toEqual(['/pipebell/prod/targets/team']);
    },
    60_000,
  );
});

describe('redrive in a terminal', () => {
  let sqs: FakeSqs;
  const names = queueNames('prod');

  beforeEach(async () => {
    sqs = await openFakeSqs(Object.values(names));
  });
  afterEach(() => sqs.close());

  test.each([...KEYS, ['Enter', ENTER, 1] as const])(
    '%s at the question sends nothing',
    async (_, key, expected) => {
      sqs.queues.get(names.deadLetters)?.send('text');

      const { code, left } = await atTerminal(
        sqs.endpoint,
        ['redrive', '--stage', 'prod'],
        [{ expect: 'Send 1 dead letter', send: key }],
      );

      expect({ code, left }).toEqual({ code: expected, left: 0 });
      expect(sqs.queues.get(names.unrouted)?.size).toBe(0);
      expect(sqs.queues.get(names.deadLetters)?.messages.every(({ visibleAt }) => visibleAt <= new Date())).toBe(true);
    },
    60_000,
  );
});
