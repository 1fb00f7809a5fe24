import { rehearse, run, textsOf } from './support.ts';

const LOAF = '7d1c0a52-93be-4f6a-8c11-2e5f4a6b7c80';
const failed = run('FAILED', '10:05:00', { execution: LOAF });
const fixed = run('SUCCEEDED', '11:00:00');

/** The end of the approval of the run, in the second in which the run ends. */
const decided = (summary: string, execution = LOAF) => ({
  ...failed,
  id: 'bakery-signoff',
  'detail-type': 'CodePipeline Action Execution State Change',
  detail: {
    ...failed.detail,
    'execution-id': execution,
    stage: 'Shop',
    action: 'Taste',
    'action-execution-id': 'taste-1',
    type: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
    'execution-result': { 'external-execution-summary': summary, 'error-code': 'JobFailed' },
  },
});

/** A failed change of a stack or one of its nested stacks. */
const stack = (name: string, status: string, reason: string) => ({
  version: '0',
  id: `${name}-${status}`,
  source: 'aws.cloudformation',
  'detail-type': 'CloudFormation Stack Status Change',
  account: '111122223333',
  region: 'eu-north-1',
  time: '2026-05-06T10:05:00Z',
  detail: {
    'stack-id': `arn:aws:cloudformation:eu-north-1:111122223333:stack/${name}/7d1c0a52`,
    'client-request-token': '',
    'status-details': { status, 'status-reason': reason },
  },
});

/** A change of one contributor of an alarm. */
const contributor = (name: string, value: string, at: string) => ({
  version: '0',
  id: `${name}-${value}`,
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm Contributor State Change',
  account: '111122223333',
  region: 'eu-north-1',
  time: `2026-05-06T${at}Z`,
  detail: {
    alarmName: 'oven-heat',
    alarmContributor: { id: name, attributes: { Oven: name } },
    state: { value, timestamp: `2026-05-06T${at}.000+0000` },
  },
});

describe('events of the same second', () => {
  test('fix an alarm with the last of its contributors', async () => {
    const names = ['north', 'east', 'south', 'west'];
    const red = names.map((name) => contributor(name, 'ALARM', '10:05:00'));
    const green = names.map((name) => contributor(name, 'OK', '10:09:00'));
    const transitionsOf = async (...messages: object[]) =>
      (await rehearse(messages)).shown.slice(4).map(({ transition }) => transition);

    expect(await transitionsOf(...red, ...green)).toEqual([null, null, null, 'fixed']);
    expect(await transitionsOf(...red, ...green.slice(1))).toEqual([null, null, null]);
  });

  test.each([
    ['before', [decided('Rejected by mira: not baked yet'), failed, fixed]],
    ['after', [failed, decided('Rejected by mira: not baked yet'), fixed]],
  ])('make a rejected run no failure, with the rejection %s its end', async (_, messages) => {
    const { shown } = await rehearse(messages);
    const ends = shown.filter(({ level }) => level === 'pipeline');

    expect(ends.map(({ moment, transition }) => [moment, transition])).toEqual([
      ['rejected', null],
      ['succeeded', null],
    ]);
    expect(textsOf(shown)).toEqual([expect.stringContaining('rejected by mira')]);
  });

  test('leave a run failed if the rejection is that of another run', async () => {
    const { shown } = await rehearse([decided('Rejected by mira', 'another-run'), failed, fixed]);

    expect(shown.map(({ transition }) => transition)).toEqual([null, 'broken', 'fixed']);
  });

  test('give a stack the reason of its nested stack', async () => {
    const { shown } = await rehearse([
      stack('oven-prod-Gas-1Q2W3E4R5T6Y', 'UPDATE_FAILED', 'The valve does not exist'),
      stack('oven-prod', 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [Gas]. '),
    ]);

    expect(textsOf(shown)).toEqual([expect.stringContaining('The valve does not exist')]);
  });
});
