import type { Asked, QueryService } from '../../model/enrichment.ts';

export const CLOUDFORMATION: QueryService = { name: 'cloudformation', protocol: 'query', version: '2010-05-15' };

export const asks: readonly Asked[] = [
  { service: CLOUDFORMATION, operations: ['DescribeStackEvents'], resources: ['stack/*'] },
  {
    service: CLOUDFORMATION,
    operations: ['DescribeStackResourceDrifts', 'ListStackSetOperationResults'],
    resources: ['stack/*', 'stackset/*'],
    own: true,
  },
];

/** ARN of a stack, the external execution id of a pipeline's action. */
export const isStackArn = (value: string | undefined): boolean =>
  /^arn:aws[\w-]*:cloudformation:[\w-]+:\d{12}:stack\/[\w-]{1,128}\/[\w-]{1,64}$/.test(value ?? '');
