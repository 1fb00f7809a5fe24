import { rehearse, run, textsOf } from './support.ts';

const FIRST = '0b7e7b2a-1c55-4e0f-9d7e-3a5b8c9d0e11';
const SECOND = '5c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e22';

const failedAt = (execution: string, at: string) => run('FAILED', at, { id: `event-${execution}`, execution });
const first = failedAt(FIRST, '10:00:00');
const second = failedAt(SECOND, '12:00:00');

/** What ListActionExecutions answers for a failed action. */
const actions = (message: string) => ({
  actionExecutionDetails: [
    {
      stageName: 'Bake',
      actionName: 'Knead',
      status: 'Failed',
      lastUpdateTime: 1_778_061_600,
      input: { actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' } },
      output: { executionResult: { externalExecutionId: 'knead-1', errorDetails: { code: 'JobFailed', message } } },
    },
  ],
});

const reasonsOf = async (answers: unknown, ...messages: unknown[]): Promise<(string | undefined)[]> => {
  const { code, shown } = await rehearse(messages.length > 0 ? messages : [first, second], { answers });
  expect(code).toBe(0);
  return textsOf(shown);
};

describe('the answers of pipebell rehearse', () => {
  test('are missing unless they are given, and the history works all the same', async () => {
    const { shown } = await rehearse([first, second]);

    expect(shown.map(({ transition }) => transition)).toEqual(['broken', 'still-failing']);
    expect(JSON.stringify(shown)).not.toContain('The dough is dry');
  });

  test.each([
    'CodePipeline.ListActionExecutions',
    'codepipeline.listactionexecutions',
    'CODEPIPELINE.LISTACTIONEXECUTIONS',
    'codepipeline ListActionExecutions',
  ])('are found as %s', async (name) => {
    const texts = await reasonsOf({ [name]: actions('The dough is dry') });

    expect(texts[0]).toContain('The dough is dry');
  });

  test.each([
    ['ids', { [FIRST]: actions('The dough is dry'), [SECOND]: actions('The oven is cold') }],
    ['an id and a star', { [FIRST]: actions('The dough is dry'), '*': actions('The oven is cold') }],
    ['byInput', { byInput: { [FIRST]: actions('The dough is dry'), [SECOND]: actions('The oven is cold') } }],
  ])('can differ by execution, with %s', async (_, answer) => {
    const texts = await reasonsOf({ 'CodePipeline.ListActionExecutions': answer });

    expect(texts[0]).toContain('The dough is dry');
    expect(texts[1]).toContain('The oven is cold');
  });

  test('are missing for an id that is not listed', async () => {
    const { shown } = await rehearse([first, second], {
      answers: { 'CodePipeline.ListActionExecutions': { [FIRST]: actions('The dough is dry') } },
    });

    expect(textsOf(shown)[0]).toContain('The dough is dry');
    expect(JSON.stringify(shown[1])).not.toContain('The dough is dry');
    expect(JSON.stringify(shown[1])).toContain('not found');
  });

  test('can be errors', async () => {
    const { shown } = await rehearse([first], {
      answers: { 'CodePipeline.ListActionExecutions': { __type: 'com.amazonaws#AccessDeniedException' } },
    });

    expect(JSON.stringify(shown)).toContain('access denied');
  });

  test('apply to every account and Region', async () => {
    const elsewhere = { ...first, account: '444455556666', region: 'ap-south-1' };

    const texts = await reasonsOf({ 'CodePipeline.ListActionExecutions': actions('The dough is dry') }, elsewhere);

    expect(texts[0]).toContain('The dough is dry');
  });

  test('that nothing asks for are reported beside the result', async () => {
    const { code, stderr, shown } = await rehearse([first], { answers: { 'Bakery.ListOvens': {} } });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '--answers: Pipebell never asks for bakery listovens\n' });
    expect(shown).toHaveLength(1);
  });
});
