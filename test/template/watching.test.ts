import { readFileSync } from 'node:fs';
import { COUNTS, NAMESPACE, PIPELINE_METRICS } from '../../src/model/metrics.ts';
import { ofType, type Properties, packageService, properties, type Template } from './package.ts';

const ALARMS = 'arn:aws:sns:eu-west-1:111122223333:operators';
const OWN = { service: 'pipebell', stage: 'test' };

const dimensions = (list: readonly { Name: string; Value: string }[]): Properties =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

describe('alarms', () => {
  let template: Template;
  let alarms: Properties[];
  beforeAll(async () => {
    template = await packageService();
    alarms = Object.values(ofType(template, 'AWS::CloudWatch::Alarm'));
  }, 60_000);

  test('exist for each dead-letter queue, for waiting messages, for failures and for metrics of the relay', () => {
    const seen = alarms.map(({ Metrics, MetricName, Dimensions, Period, ...alarm }) => {
      const { ComparisonOperator, Threshold, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
      const sign = ComparisonOperator === 'GreaterThanThreshold' ? '>' : '>=';
      const of = Metrics ? Metrics[0].Expression : `${MetricName} ${Object.values(dimensions(Dimensions)).join('/')}`;
      const seconds = Period ?? Metrics[1].MetricStat.Period;
      const periods = DatapointsToAlarm === EvaluationPeriods ? '' : `${DatapointsToAlarm} of `;
      return `${of} ${sign} ${Threshold} in ${periods}${EvaluationPeriods} × ${seconds} s`;
    });
    expect(seen.sort()).toEqual([
      'ApproximateAgeOfOldestMessage <Unrouted.QueueName> > 900 in 1 × 60 s',
      'ApproximateNumberOfMessagesVisible <DeadLetters.QueueName> >= 1 in 1 × 60 s',
      'Backlogged pipebell/test >= 1 in 1 × 300 s',
      'BookkeepingFailed pipebell/test >= 1 in 1 × 300 s',
      'ConfigurationUnavailable pipebell/test >= 1 in 1 × 300 s',
      'DestinationDeliveryFailures <RouterLambdaFunction> >= 1 in 1 × 60 s',
      'Errors <DelivererLambdaFunction> >= 1 in 1 × 60 s',
      'Errors <RouterLambdaFunction> >= 1 in 1 × 60 s',
      'FailedInvocations <CodepipelineRule2> >= 1 in 1 × 60 s',
      'FailedInvocations <CodepipelineRule> >= 1 in 1 × 60 s',
      'ForeignAccount pipebell/test >= 1 in 1 × 300 s',
      'ForeignTopic pipebell/test >= 1 in 1 × 300 s',
      'IF(visible > 0 AND FILL(received, 0) + FILL(empty, 0) < 1, 1, 0) >= 1 in 10 × 60 s',
      'InvalidTargets pipebell/test >= 1 in 1 × 300 s',
      'LedgerUnavailable pipebell/test >= 2 in 1 × 900 s',
      'NumberOfNotificationsFailed <Topic.TopicName> >= 1 in 1 × 60 s',
      'TargetsDown pipebell/test >= 1 in 1 of 3 × 300 s',
      'TargetsVanished pipebell/test >= 1 in 1 × 300 s',
      'Throttles <DelivererLambdaFunction> >= 1 in 3 × 300 s',
      'Throttles <RouterLambdaFunction> >= 1 in 3 × 300 s',
      'Unrouted pipebell/test >= 1 in 1 × 300 s',
      'visible + hidden > 60000 in 1 × 60 s',
    ]);
  });

  test('over several metrics read the deliveries queue, at one period, and alarm on the expression', () => {
    const math = alarms.filter(({ Metrics }) => Metrics);
    const read = math.map(({ Metrics: [first, ...rest] }) => [
      first.Id,
      first.ReturnData ?? true,
      ...rest.map(({ Id, ReturnData, MetricStat: { Metric, Period, Stat } }: Properties) => {
        expect({ ReturnData, Period, ...dimensions(Metric.Dimensions) }).toEqual({
          ReturnData: false,
          Period: 60,
          QueueName: '<Deliveries.QueueName>',
        });
        return `${Id}: ${Stat} of ${Metric.Namespace} ${Metric.MetricName}`;
      }),
    ]);
    expect(read).toEqual([
      [
        'stopped',
        true,
        'visible: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible',
        'received: Sum of AWS/SQS NumberOfMessagesReceived',
        'empty: Sum of AWS/SQS NumberOfEmptyReceives',
      ],
      [
        'depth',
        true,
        'visible: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible',
        'hidden: Maximum of AWS/SQS ApproximateNumberOfMessagesNotVisible',
      ],
    ]);
  });

  test('each has a description, treats missing data as healthy and notifies nothing by default', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(/^[A-Z].{20,}[.?]$/);
      expect(alarm.TreatMissingData).toBe('notBreaching');
      expect(alarm).toMatchObject({ AlarmActions: [], OKActions: [] });
    }
    expect(ofType(template, 'AWS::KMS::Key')).toEqual({});
  });

  test('are listed in docs/operations.md', () => {
    const page = readFileSync('docs/operations.md', 'utf8');
    const names = alarms.map(({ AlarmName }) => AlarmName.replace('pipebell-test-', ''));
    expect(names.filter((name) => !name.endsWith('-rule') && !page.includes(`\`${name}\``))).toEqual([]);
    expect(names.filter((name) => name.endsWith('-rule'))).toHaveLength(2);
  });

  test('for metrics of the relay use names and dimensions that it writes', async () => {
    const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
    for (const { MetricName, Dimensions } of own) {
      expect(COUNTS).toContain(MetricName);
      expect(dimensions(Dimensions)).toEqual(OWN);
    }
    const { Variables } = properties(template, 'DelivererLambdaFunction').Environment;
    expect(Variables).toMatchObject({ STAGE: OWN.stage });
  });
});

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: { title: string; metrics?: (string | Properties)[][]; alarms?: string[]; query?: string };
  }
  let template: Template;
  let widgets: Widget[];
  beforeAll(async () => {
    template = await packageService();
    widgets = JSON.parse(properties(template, 'Dashboard').DashboardBody).widgets;
  }, 60_000);

  /** Expands CloudWatch's shorthand: `.` repeats the value of the row above, `...` all leading values. */
  const rowsOf = ({ metrics = [] }: Widget['properties']): string[][] => {
    const rows: string[][] = [];
    for (const metric of metrics) {
      const words = metric.filter((word): word is string => typeof word === 'string');
      const above = rows.at(-1) ?? [];
      const [first, ...rest] = words;
      rows.push(
        first === '...'
          ? [...above.slice(0, above.length - rest.length), ...rest]
          : words.map((word, at) => (word === '.' ? (above[at] ?? '') : word)),
      );
    }
    return rows.filter((row) => row.length > 0);
  };

  test('shows exactly the metrics that the relay writes, with their dimensions', async () => {
    const own = widgets.flatMap((widget) => rowsOf(widget.properties)).filter(([namespace]) => namespace === NAMESPACE);
    // `Deliveries` has more dimensions: the search below.
    expect(new Set(own.map(([, name]) => name))).toEqual(new Set(COUNTS));
    for (const [, , ...pairs] of own) {
      expect(pairs).toEqual(Object.entries(OWN).flat());
    }
    const found = widgets.flatMap(({ properties: { metrics = [] } }) => metrics.flat());
    const searches = found.flatMap((part) => (typeof part === 'object' && part.expression ? [part.expression] : []));
    expect(searches.filter((search) => search.includes('{Pipebell'))).toEqual([
      `SEARCH('{Pipebell,platform,reason,service,stage,target} MetricName="Deliveries" stage="test" NOT reason="delivered"', 'Sum', 300)`,
    ]);
  });

  test('shows AWS metrics of this stack only', () => {
    const rows = widgets
      .flatMap((widget) => rowsOf(widget.properties))
      .filter(([namespace]) => namespace !== NAMESPACE);
    const seen = new Set(rows.map(([namespace, name]) => `${namespace} ${name}`));
    expect([...seen].sort()).toEqual([
      'AWS/Events FailedInvocations',
      'AWS/Lambda Duration',
      'AWS/Lambda Errors',
      'AWS/Lambda Throttles',
      'AWS/SNS NumberOfMessagesPublished',
      'AWS/SNS NumberOfNotificationsFailed',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS ApproximateNumberOfMessagesNotVisible',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
    ]);
    const rules = Object.values(ofType(template, 'AWS::Events::Rule')).map(({ Name }) => Name);
    for (const [namespace, , , value = ''] of rows) {
      if (namespace === 'AWS/Events') expect(rules).toContain(value);
      else expect(value).toMatch(/^<\w+(\.\w+)?>$/);
    }
  });

  test('shows every alarm', () => {
    const shown = widgets.flatMap((widget) => widget.properties.alarms ?? []);
    const all = Object.keys(ofType(template, 'AWS::CloudWatch::Alarm')).map((id) => `<${id}.Arn>`);
    expect(shown.sort()).toEqual(all.sort());
  });

  test('fits CloudWatch’s grid without overlaps', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

describe('an e-mail address for alarms', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageService({ alertEmail: 'ops@example.com', alarmTopicArn: ALARMS, dashboard: 'false' });
  }, 60_000);

  test('is notified of every alarm by a separate topic, in addition to the given topic', () => {
    for (const alarm of Object.values(ofType(template, 'AWS::CloudWatch::Alarm'))) {
      expect(alarm).toMatchObject({ AlarmActions: [ALARMS, '<AlarmsTopic>'], OKActions: [ALARMS, '<AlarmsTopic>'] });
    }
    expect(properties(template, 'AlarmsSubscription')).toEqual({
      TopicArn: '<AlarmsTopic>',
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });

  test('only the alarms of this stage may publish to it, and CloudWatch may use its key', () => {
    const { Statement } = properties(template, 'AlarmsTopicPolicy').PolicyDocument;
    const [tls, publish] = Statement;
    expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(publish).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
        ArnLike: {
          'aws:SourceArn': 'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:pipebell-test-*',
        },
      },
    });
    const alarms = Object.values(ofType(template, 'AWS::CloudWatch::Alarm'));
    for (const { AlarmName } of alarms) expect(AlarmName).toMatch(/^pipebell-test-/);

    expect(properties(template, 'AlarmsTopic').KmsMasterKeyId).toBe('<AlarmsKey.Arn>');
    const key = properties(template, 'AlarmsKey');
    expect(key.EnableKeyRotation).toBe(true);
    expect(key.KeyPolicy.Statement[1]).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
    });
  });

  test('dashboard=false creates no dashboard', () => {
    expect(ofType(template, 'AWS::CloudWatch::Dashboard')).toEqual({});
  });
});

describe('pipelineMetrics=true', () => {
  test('adds widgets for the four DORA metrics per pipeline, which are absent by default', async () => {
    const template = await packageService({ pipelineMetrics: 'true' });
    const widgets: { properties: { title: string; region: string; metrics: Properties[][] } }[] = JSON.parse(
      properties(template, 'Dashboard').DashboardBody,
    ).widgets.slice(-3);
    expect(widgets.map((widget) => widget.properties.title)).toEqual([
      'Pipelines: runs and failures',
      'Pipelines: change failure rate per week',
      'Pipelines: run duration, time to restore and lead time, in seconds',
    ]);
    const searches = JSON.stringify(widgets.map((widget) => widget.properties.metrics));
    for (const name of PIPELINE_METRICS)
      expect(searches).toContain(`MetricName=\\\\"${name}\\\\" stage=\\\\"test`.replaceAll('\\\\', '\\'));
    expect(properties(template, 'RouterLambdaFunction').Environment.Variables.PIPELINE_METRICS).toBe('true');
    const plain = properties(await packageService(), 'Dashboard').DashboardBody;
    expect(plain).not.toContain('Pipelines:');
  }, 60_000);
});
