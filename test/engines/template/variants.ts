/** A Region with the values of its pseudo parameters. */
export interface Place {
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

const inPartition = (partition: string, urlSuffix: string, ...regions: string[]): Place[] =>
  regions.map((region) => ({ region, partition, urlSuffix }));

const STANDARD = inPartition(
  'aws',
  'amazonaws.com',
  'us-east-1',
  'eu-central-1',
  'ap-northeast-2',
  'ap-east-2',
  'mx-central-1',
);
const CHINA = inPartition('aws-cn', 'amazonaws.com.cn', 'cn-north-1');
const GOVERNMENT = inPartition('aws-us-gov', 'amazonaws.com', 'us-gov-west-1');

/** Values of the stack's parameters, and where a template with them is deployed. */
export interface Variant {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly places: readonly Place[];
}

/** A value for every parameter, each another one than the default. */
const everything = ({ region, partition }: Pick<Place, 'region' | 'partition'>) => {
  const arn = (service: string, last: string) => `arn:${partition}:${service}:${region}:111122223333:${last}`;
  return {
    sources: 'all,s3',
    archiveDays: '30',
    levels: 'action',
    allowPrivateTargets: 'true',
    maximumConcurrency: '50',
    memorySize: '1024',
    topicArn: arn('sns', 'builds'),
    topicKeyArn: arn('kms', 'key/01234567-89ab-cdef-0123-456789abcdef'),
    tableKeyArn: arn('kms', 'key/fedcba98-7654-3210-fedc-ba9876543210'),
    accounts: '222233334444',
    fipsEndpoints: 'true',
    secretParameters: arn('ssm', 'parameter/team/*'),
    secretArns: arn('secretsmanager', 'secret:team/*'),
    alarmTopicArn: arn('sns', 'operators'),
    alertEmail: 'operators@example.com',
    dashboard: 'false',
    pipelineMetrics: 'true',
    logRetentionDays: '7',
    enrichmentMs: '0',
    buildLogGroups: arn('logs', 'log-group:/builds/*'),
    enrichmentRole: 'pipebell-enrichment',
    permissionsBoundary: `arn:${partition}:iam::111122223333:policy/limits`,
  };
};

const HOME = everything({ region: 'us-east-1', partition: 'aws' });

/** Without AWS's ARNs: deployed anywhere. */
const anywhere = (name: string, parameters: Variant['parameters']): Variant => ({
  name,
  parameters,
  places: [...STANDARD, ...CHINA, ...GOVERNMENT],
});

const standard = (name: string, parameters: Variant['parameters']): Variant => ({ name, parameters, places: STANDARD });

const inPlace = (places: readonly Place[]): Variant[] =>
  places.map((place) => ({ name: `everything-${place.region}`, parameters: everything(place), places: [place] }));

/**
 * Parameter sets that together cover every resource and both branches of every condition, in three partitions. Some are
 * those of the judge of rules, so that they are packaged once.
 */
export const VARIANTS: readonly Variant[] = [
  anywhere('default', {}),
  anywhere('levels-none', { levels: 'none' }),
  anywhere('levels-stage', { sources: 'all,s3', levels: 'stage', archiveDays: '30' }),
  anywhere('levels-action', { sources: 'all,s3', levels: 'action', archiveDays: '1', accounts: '222233334444' }),
  standard('topic-given', {
    topicArn: HOME.topicArn,
    alertEmail: HOME.alertEmail,
    enrichmentRole: HOME.enrichmentRole,
    accounts: HOME.accounts,
  }),
  standard('topic-key-given', { topicKeyArn: HOME.topicKeyArn, buildLogGroups: HOME.buildLogGroups }),
  standard('everything', HOME),
  ...inPlace([...CHINA, ...GOVERNMENT]),
];
