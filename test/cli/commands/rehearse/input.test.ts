import { anEnvelope, openWorld } from '../../world.ts';
import { rehearse, run, textsOf } from './support.ts';

const failed = run('FAILED', '10:00:00');
const fixed = run('SUCCEEDED', '12:00:00');
const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');

describe('the file of pipebell rehearse', () => {
  test.each([
    ['a JSON array', [failed, fixed]],
    ['a sequence', { sequence: [failed, fixed] }],
    ['JSON lines with empty lines', `${lines(failed)}\n\n${lines(fixed)}\n`],
    ['JSON lines with Windows line ends', `${lines(failed)}\r\n${lines(fixed)}\r\n`],
    ['a byte order mark', `\uFEFF${lines([failed, fixed])}`],
    ['texts of SNS messages', [JSON.stringify(failed), JSON.stringify(fixed)]],
    ['texts with a subject', [{ __text: JSON.stringify(failed), __subject: 'FAILED' }, { __text: lines(fixed) }]],
    ['envelopes of SNS', [anEnvelope(failed), { ...anEnvelope(fixed), MessageId: 'sns-2' }]],
    [
      'one invocation with two records',
      { Records: [failed, fixed].map((each, at) => ({ Sns: { ...anEnvelope(each), MessageId: `sns-${at}` } })) },
    ],
    [
      'messages of a queue',
      [failed, fixed].map((each) => ({
        Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(anEnvelope(each)) }],
      })),
    ],
    [
      'failed invocations',
      [failed, fixed].map((each) => ({ requestPayload: { Records: [{ Sns: anEnvelope(each) }] } })),
    ],
  ])('can be %s', async (_, content) => {
    const { code, stderr, shown } = await rehearse(content);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(shown.map(({ n, transition }) => ({ n, transition }))).toEqual([
      { n: 1, transition: 'broken' },
      { n: 2, transition: 'fixed' },
    ]);
    expect(textsOf(shown)).toEqual([expect.stringContaining('bakery'), expect.stringContaining('bakery')]);
  });

  test.each([
    ['one message', failed, 'codepipeline', 'bakery'],
    ['one text', 'Oven maintenance starts at 22:00.\nBring gloves.', 'generic', ''],
    ['a text in brackets', '[prod] Backup done', 'generic', ''],
    ['a JSON string', '"Backup done"', 'generic', ''],
    ['a number', '42', 'generic', ''],
  ])('can be %s', async (_, content, source, subject) => {
    const { code, shown } = await rehearse(content);

    expect(code).toBe(0);
    expect(shown).toEqual([expect.objectContaining({ n: 1, source, subject, series: null })]);
  });

  test('is standard input for -', async () => {
    const world = openWorld();
    world.files.set('-', JSON.stringify([failed]));

    const { code, stdout } = await world.run('rehearse', '-', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ n: 1, subject: 'bakery', moment: 'failed' });
  });

  test('gives the subject of a text to the event source', async () => {
    const { shown } = await rehearse([{ __text: 'see the page', __subject: 'Oven is cold' }], {
      targets: { team: { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x', on: ['message'] } },
    });

    expect(textsOf(shown)).toEqual([expect.stringContaining('Oven is cold')]);
  });

  test.each([
    ['a broken line', `${lines(failed)}\n{"broken": canary\n${lines(fixed)}`, 'messages.json: line 2 is not a JSON'],
    ['a broken first line', `{"broken": canary\n${lines(failed, fixed)}`, 'messages.json: line 1 is not a JSON'],
    ['a text between the lines', `${lines(failed)}\ncanary\n${lines(fixed)}`, 'messages.json: line 2 is not a JSON'],
    ['a number in the lines', `${lines(failed)}\n7`, 'messages.json: line 2 is not a JSON'],
    [
      'a broken array',
      `[\n  {"id": "canary"},\n  {"id": canary}\n]`,
      'messages.json: not valid JSON (line 3, column 10: expected a value)',
    ],
    [
      'an array that is cut',
      `[\n  {"id": "canary"},\n`,
      'messages.json: not valid JSON (line 2, column 20: the text ends before its ])',
    ],
    ['an item that is no message', [failed, null], 'messages.json: message 2 cannot be read'],
    ['a list in the list', [[failed]], 'messages.json: message 1 cannot be read'],
    ['an empty text', [failed, ' '], 'messages.json: message 2 cannot be read'],
    ['a text that is no text', [{ __text: { canary: 1 } }], 'messages.json: message 1 cannot be read'],
    ['an empty file', ' \n', 'messages.json holds no message'],
    ['an empty list', [], 'messages.json holds no message'],
  ])('is refused as a whole for %s', async (_, content, words) => {
    const { code, stdout, stderr } = await rehearse(content);

    expect(code).toBe(1);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('failed');
    expect(stderr.trimEnd()).toBe(error.next === null ? error.message : `${error.message}: ${error.next}`);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.each([
    [['rehearse'], 2, "missing required argument 'file'"],
    [['rehearse', 'gone.json'], 1, 'FILE gone.json cannot be read (ENOENT)'],
    [['rehearse', 'https://hooks.example/canary'], 1, 'FILE … cannot be read (ENOENT)'],
    [['rehearse', 'm.json', '--targets', 'gone.json'], 1, '--targets: the file cannot be read (ENOENT)'],
    [['rehearse', 'm.json', '--settings', 'gone.json'], 1, '--settings: the file cannot be read (ENOENT)'],
    [['rehearse', 'm.json', '--settings', 'text'], 1, '--settings: the file is not valid JSON'],
    [['rehearse', 'm.json', '--settings', 'm.json'], 1, '--settings: '],
    [['rehearse', 'm.json', '--answers', 'gone.json'], 1, '--answers: the file cannot be read (ENOENT)'],
    [['rehearse', 'm.json', '--answers', 'list.json'], 1, '--answers: the file must be a JSON object'],
    [['rehearse', 'm.json', '--answers', 'm.json'], 1, 'must be Service.Operation'],
    [['rehearse', '-', '--answers', '-'], 2, 'standard input can hold one of the files only'],
  ])('reports wrong usage in one line: %j', async (args, expected, words) => {
    const world = openWorld();
    world.files.set('m.json', JSON.stringify(failed));
    world.files.set('list.json', '["canary"]');
    world.files.set('text', 'canary');

    const { code, stdout, stderr } = await world.run(...args);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
