import { archiveOf } from '../../scripts/archive.ts';
import { chosenSources, type Made, rulesOf } from '../../scripts/rules.ts';
import { loadEventSources } from '../../src/events/index.ts';
import type { Subscription } from '../../src/model/event-source.ts';
import { ofType, type Properties, packageService, type Template } from './package.ts';

const sources = (await loadEventSources()).filter(({ subscribes }) => subscribes.length > 0);

const API_CALL = 'AWS API Call via CloudTrail';

/** The generated resources, as infra/rules.cjs adds them to the template. */
const generated = async (parameters: { sources?: string; levels?: string; archiveDays?: string }) => {
  const options = { name: 'pipebell-test', sources: 'codepipeline', levels: 'pipeline', ...parameters };
  const chosen = await chosenSources(options);
  const archive: Record<string, Made> = archiveOf(chosen, options);
  return {
    patterns: Object.values(rulesOf(chosen, options)).flatMap(({ Type, Properties: { EventPattern } }) =>
      Type === 'AWS::Events::Rule' ? [EventPattern as Properties] : [],
    ),
    archive: archive.Archive?.Properties as Properties | undefined,
  };
};

const patternOf = ({ source, detailTypes, detail }: Subscription): Properties => ({
  ...(source && { source: [source] }),
  'detail-type': detailTypes,
  ...(detail && { detail }),
});

describe('sources=all,s3', () => {
  let template: Template;
  let rules: Properties[];
  beforeAll(async () => {
    template = await packageService({ sources: 'all,s3', archiveDays: '30' });
    rules = Object.values(ofType(template, 'AWS::Events::Rule'));
  }, 60_000);

  test('subscribes to exactly the events that the registry declares', () => {
    const declared = sources.flatMap(({ subscribes }) =>
      subscribes.filter(({ levels }) => !levels || levels.some((level) => level === 'pipeline')).map(patternOf),
    );
    expect(rules.map(({ EventPattern }) => EventPattern)).toEqual(declared);
  });

  test('names each rule after the stage and its source, and has an alarm for it', () => {
    const names = rules.map(({ Name }) => Name as string);
    const alarms = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => AlarmName);

    expect(names).toEqual([...new Set(names)]);
    for (const { name } of sources) expect(names).toContain(`pipebell-test-${name}`);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(64);
      expect(alarms).toContain(`${name}-rule`);
    }
  });

  test('describes each rule in plain English', () => {
    for (const { Description } of rules) expect(Description).toBe('Pipebell: events forwarded to the relay topic');
  });

  test('keeps the patterns within the limit of EventBridge', () => {
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    for (const { EventPattern } of rules) expect(JSON.stringify(EventPattern).length).toBeLessThan(2048);
  });

  test('creates an archive under the name of the stack', () => {
    expect(Object.values(ofType(template, 'AWS::Events::Archive'))).toEqual([
      expect.objectContaining({
        ArchiveName: 'pipebell-test',
        SourceArn: 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
        RetentionDays: 30,
      }),
    ]);
  });
});

describe('archiveDays', () => {
  test('keeps the events that the rules match', async () => {
    const { archive, patterns } = await generated({ sources: 'codepipeline,codebuild', archiveDays: '30' });

    expect(archive?.RetentionDays).toBe(30);
    expect(archive?.EventPattern).toEqual({ $or: patterns });
  });

  test('keeps more only if the patterns are too long for one, and then of the same services', async () => {
    const { archive, patterns } = await generated({ sources: 'all,s3', levels: 'action', archiveDays: '1' });
    const pattern = archive?.EventPattern;

    expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    for (const { source, 'detail-type': types } of patterns) {
      const kept = pattern.$or.find((each: Properties) => each.source?.[0] === source?.[0]);
      expect(kept['detail-type']).toEqual(expect.arrayContaining(types));
    }
    const recorded = pattern.$or.filter((each: Properties) => each['detail-type'].includes(API_CALL));
    expect(recorded.map(({ source }: Properties) => source)).toEqual([['aws.codepipeline']]);
  });

  test('uses the pattern of a single rule unchanged', async () => {
    const { archive, patterns } = await generated({ sources: 's3', archiveDays: '1' });

    expect(patterns).toHaveLength(1);
    expect(archive?.EventPattern).toEqual(patterns[0]);
  });

  test('creates no archive by default, nor without rules', async () => {
    expect((await generated({})).archive).toBeUndefined();
    expect((await generated({ levels: 'none', archiveDays: '1' })).archive).toBeUndefined();
  });
});

describe('sources', () => {
  test('all leaves out s3, whose events have no limit, unless it is named', async () => {
    const sourcesOf = async (names: string) =>
      (await generated({ sources: names })).patterns.map(({ source }) => source?.[0]);

    expect(await sourcesOf('all')).not.toContain('aws.s3');
    expect(await sourcesOf('all')).toContain('aws.ecs');
    expect(await sourcesOf('all,s3')).toContain('aws.s3');
    expect(await sourcesOf('s3')).toEqual(['aws.s3']);
  });

  test('creates rules for the named sources, to which the levels of CodePipeline do not apply', async () => {
    const { patterns } = await generated({ sources: 'codebuild, codedeploy', levels: 'action' });
    const named = sources.filter(({ name }) => name === 'codebuild' || name === 'codedeploy');

    expect(patterns).toEqual(named.flatMap(({ subscribes }) => subscribes.map(patternOf)));
  });
});
