import type { Verdicts } from './verdict.ts';

/** Names of services that AWS Health writes in capitals. Others stay as they are. */
const SERVICES: Readonly<Record<string, string>> = {
  APIGATEWAY: 'API Gateway',
  CLOUDFORMATION: 'CloudFormation',
  CLOUDFRONT: 'CloudFront',
  CLOUDWATCH: 'CloudWatch',
  CODEBUILD: 'CodeBuild',
  CODEPIPELINE: 'CodePipeline',
  DYNAMODB: 'DynamoDB',
  ELASTICLOADBALANCING: 'Elastic Load Balancing',
  LAMBDA: 'Lambda',
  ROUTE53: 'Route 53',
  SAGEMAKER: 'SageMaker',
};

const RISKS: Readonly<Record<string, string>> = {
  AWS_RISK_CREDENTIALS_COMPROMISED: 'access key compromised',
  AWS_RISK_CREDENTIALS_EXPOSED: 'access key exposed',
};

const CAPITALS = /\b(?:api|dmca|dns|dos|eni|iam|ioc|ip|pii|ssl|tls|vpc|vpn)\b/g;

/** The kind of event in words: `instance retirement scheduled` for `AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED`. */
const words = (code: string | number, service: string | number): string =>
  String(code)
    .replace(/^AWS_/, '')
    .replace(new RegExp(`^${String(service).replace(/\W/g, '')}_`), '')
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(CAPITALS, (word) => word.toUpperCase());

const what = (service: string | number, code: string | number): string =>
  `AWS: ${SERVICES[service] ?? service} ${words(code, service)}`.trimEnd();

const risk = (service: string | number, code: string | number): string => {
  if (RISKS[code]) return RISKS[code];
  const rest = words(code, service).replace(/^(?:abuse|risk) /, '');
  return service === 'ABUSE' ? `abuse report: ${rest.replace(/ report$/, '')}` : `security risk: ${rest}`;
};

const inRegion = (region: string | number): string => (region ? ` in ${region}` : '');
const inAccount = (account: string | number): string => (account ? ` in account ${account}` : '');

export const HEALTH: Verdicts = {
  'health-issue': (_, { service = '', code = '', region = '' }) => `${what(service, code)}${inRegion(region)}`,
  'health-issue-over': (_, { service = '', code = '', region = '' }) =>
    `${what(service, code)}${inRegion(region)} is over`,
  'health-notice': (_, { service = '', code = '' }) => what(service, code),
  'health-scheduled': (_, { service = '', code = '', start = '' }) =>
    `${what(service, code)}${start ? ` for ${String(start).slice(0, 10)}` : ''}`,
  'health-security': (_, { service = '', code = '', account = '' }) =>
    `AWS: ${risk(service, code)}${inAccount(account)}`,
  'health-security-over': (_, { service = '', code = '', account = '' }) =>
    `AWS: ${risk(service, code)}${inAccount(account)} is over`,
};
