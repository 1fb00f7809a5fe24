import { openWorld } from '../../world.ts';
import { rehearse, run } from './support.ts';

const BEANSTALK = `Timestamp: Wed May 06 12:30:00 UTC 2026
Message: Environment health has transitioned from Ok to Severe.

Environment: oven-live
Application: oven`;

const STACK = `StackId='arn:aws:cloudformation:eu-north-1:111122223333:stack/oven/1f2e3d4c'
Timestamp='2026-05-06T12:30:00.000Z'
EventId='1f2e3d4c-aaaa-4bbb-8ccc-1234567890ab'
LogicalResourceId='oven'
ResourceStatus='UPDATE_FAILED'
ResourceType='AWS::CloudFormation::Stack'
StackName='oven'`;

const ALARM = {
  AlarmName: 'oven-too-cold',
  AWSAccountId: '111122223333',
  AlarmArn: 'arn:aws:cloudwatch:eu-north-1:111122223333:alarm:oven-too-cold',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed',
  StateChangeTime: '2026-05-06T12:30:00.000+0000',
  Region: 'EU (Stockholm)',
  OldStateValue: 'OK',
};

/** The times of the messages, as the report for people has them: a text without a time has that of its arrival. */
const timesOf = async (...messages: unknown[]): Promise<string[]> => {
  const world = openWorld();
  world.files.set('m.json', JSON.stringify(messages));
  const { stdout } = await world.run('rehearse', 'm.json');
  return [...stdout.matchAll(/^#\d+ {2}(\S+ \S+Z)/gm)].map(([, time = '']) => time);
};

describe('the clock of pipebell rehearse', () => {
  test.each([
    ['an event of EventBridge', run('FAILED', '12:30:00')],
    ['an alarm', ALARM],
    ['a text of Elastic Beanstalk', BEANSTALK],
    ['a text of CloudFormation', STACK],
    ['an event in a field of a template', { channel: 'ovens', event: run('FAILED', '12:30:00') }],
    [
      'an SNS message without a time of its own',
      { MessageId: 'sns-1', Message: 'hello', Timestamp: '2026-05-06T12:30:00.000Z' },
    ],
  ])('follows %s', async (_, message) => {
    const times = await timesOf(run('STARTED', '10:00:00'), message, 'What time is it?');

    expect(times.at(-1)).toBe('2026-05-06 12:30:00Z');
  });

  test('begins with the first time in the file', async () => {
    expect(await timesOf('Good morning', run('FAILED', '10:00:00'))).toEqual([
      '2026-05-06 10:00:00Z',
      '2026-05-06 10:00:00Z',
    ]);
  });

  test('is the real time for messages without any time', async () => {
    const times = await timesOf('Good morning');

    expect(times).toEqual([openWorld().clock.now().toISOString().replace('T', ' ').replace('.000', '')]);
  });

  test('never goes back', async () => {
    const times = await timesOf(run('FAILED', '12:30:00'), run('STARTED', '09:00:00'), 'What time is it?');

    // The last text belongs to the older event, which arrived at the present time.
    expect(times).toEqual(['2026-05-06 12:30:00Z', '2026-05-06 09:00:00Z', '2026-05-06 12:30:00Z']);
  });

  test('judges events of one time in the order of the file', async () => {
    const at = '10:00:00';

    const { shown } = await rehearse([run('FAILED', at), run('SUCCEEDED', at, { id: 'later' })]);

    expect(shown.map(({ transition }) => transition)).toEqual(['broken', 'fixed']);
  });
});
