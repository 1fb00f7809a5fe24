import { loadEventSources } from '../../src/events/index.ts';
import type { Subscription } from '../../src/model/event-source.ts';
import { ofType, type Properties, packageService, type Template } from './package.ts';

const sources = (await loadEventSources()).filter(({ subscribes }) => subscribes.length > 0);

const API_CALL = 'AWS API Call via CloudTrail';

const patternsIn = (template: Template): Properties[] =>
  Object.values(ofType(template, 'AWS::Events::Rule')).map(({ EventPattern }) => EventPattern);

const patternOf = ({ source, detailTypes, detail }: Subscription): Properties => ({
  ...(source && { source: [source] }),
  'detail-type': detailTypes,
  ...(detail && { detail }),
});

const sentAt = (grain: string) =>
  sources.flatMap(({ subscribes }) =>
    subscribes.filter(({ levels }) => !levels || levels.some((level) => level === grain)).map(patternOf),
  );

describe('sources=all', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageService({ sources: 'all' });
  }, 60_000);

  test('subscribes to what the registry knows, and to nothing else', () => {
    expect(patternsIn(template)).toEqual(sentAt('pipeline'));
  });

  test('names each rule after the stage and its source, and watches over it', () => {
    const names = Object.values(ofType(template, 'AWS::Events::Rule')).map(({ Name }) => Name as string);
    const alarms = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => AlarmName);

    expect(names).toEqual([...new Set(names)]);
    for (const { name } of sources) expect(names).toContain(`pipebell-test-${name}`);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(64);
      expect(alarms).toContain(`${name}-rule`);
    }
  });

  test('keeps the patterns within what EventBridge takes', () => {
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    for (const pattern of patternsIn(template)) expect(JSON.stringify(pattern).length).toBeLessThan(2048);
  });
});

describe('archiveDays', () => {
  test('keeps what the rules hear of for so long, under the name of the stack', async () => {
    const template = await packageService({ sources: 'codepipeline,codebuild', archiveDays: '30' });
    const [archive] = Object.values(ofType(template, 'AWS::Events::Archive'));

    expect(archive).toMatchObject({
      ArchiveName: 'pipebell-test',
      SourceArn: 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
      RetentionDays: 30,
    });
    expect(archive?.EventPattern).toEqual({ $or: patternsIn(template) });
  }, 60_000);

  test('keeps more only where the patterns are too long for one, and then of the same services', async () => {
    const template = await packageService({ sources: 'all', levels: 'action', archiveDays: '1' });
    const pattern = Object.values(ofType(template, 'AWS::Events::Archive'))[0]?.EventPattern;

    expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    for (const { source, 'detail-type': types } of patternsIn(template)) {
      const kept = pattern.$or.find((each: Properties) => each.source?.[0] === source?.[0]);
      expect(kept['detail-type']).toEqual(expect.arrayContaining(types));
    }
    const recorded = pattern.$or.filter((each: Properties) => each['detail-type'].includes(API_CALL));
    expect(recorded.map(({ source }: Properties) => source)).toEqual([['aws.codepipeline']]);
  }, 60_000);

  test('keeps what one source alone asks for', async () => {
    const template = await packageService({ sources: 'ecr', archiveDays: '1' });

    expect(Object.values(ofType(template, 'AWS::Events::Archive'))[0]?.EventPattern).toEqual(patternsIn(template)[0]);
  }, 60_000);

  test('and sources that make a name too long for AWS are refused before anything is deployed', async () => {
    const stage = 'a-stage-with-a-name-of-forty-characters-';

    await expect(packageService({ sources: 'all' }, stage)).rejects.toThrow(/stage: \d+ characters too long/);
    await expect(packageService({ archiveDays: '1' }, stage)).rejects.toThrow(/stage: 1 characters too long/);
  }, 60_000);

  test('keeps nothing unless asked, and takes whole days only', async () => {
    expect(ofType(await packageService(), 'AWS::Events::Archive')).toEqual({});
    await expect(packageService({ archiveDays: 'a week' })).rejects.toThrow(
      'archiveDays: expected a whole number of days',
    );
  }, 60_000);
});

describe('sources', () => {
  test('are those that are named, and without CodePipeline its levels do not matter', async () => {
    const template = await packageService({ sources: 'codebuild, codedeploy', levels: 'action' });
    const named = sources.filter(({ name }) => name === 'codebuild' || name === 'codedeploy');

    expect(patternsIn(template)).toEqual(named.flatMap(({ subscribes }) => subscribes.map(patternOf)));
  }, 60_000);

  test('that are not known are refused with the names of those that there are', async () => {
    await expect(packageService({ sources: 'codepipeline,codebiuld' })).rejects.toThrow(
      /there is no "codebiuld", but all or .*codebuild/,
    );
  }, 60_000);
});
