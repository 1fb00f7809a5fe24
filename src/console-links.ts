/** Console hosts by partition. Other partitions get no link rather than a wrong one. */
const partitionOf = (region: string): { host: string } | undefined => {
  if (/^cn-/.test(region)) return { host: 'console.amazonaws.cn' };
  if (/^us-gov-/.test(region)) return { host: 'console.amazonaws-us-gov.com' };
  if (/^(us-iso|eu-iso|us-isob|eusc-)/.test(region)) return undefined;
  return /^[a-z]{2}-[a-z]+-\d+$/.test(region) ? { host: 'console.aws.amazon.com' } : undefined;
};

/**
 * A link into the AWS console, or `undefined` where the Region's console is not known.
 * `path` is made of segments, each percent-encoded here.
 */
export const consoleLink = (region: string | undefined, path: readonly string[]): string | undefined => {
  const partition = region === undefined ? undefined : partitionOf(region);
  if (!partition) return undefined;
  return `https://${region}.${partition.host}/${path.map(encodeURIComponent).join('/')}?region=${region}`;
};

export const pipelineLink = (region: string | undefined, pipeline: string): string | undefined =>
  consoleLink(region, ['codesuite', 'codepipeline', 'pipelines', pipeline, 'view']);

export const executionLink = (region: string | undefined, pipeline: string, execution: string): string | undefined =>
  consoleLink(region, ['codesuite', 'codepipeline', 'pipelines', pipeline, 'executions', execution, 'visualization']);

/** Where a manual approval is reviewed. Its token is the action execution's id. */
export const approvalLink = (
  region: string | undefined,
  { pipeline, stage, action, token }: { pipeline: string; stage: string; action: string; token: string },
): string | undefined => {
  const view = pipelineLink(region, pipeline);
  return (
    view && `${view}#/${encodeURIComponent(stage)}/${encodeURIComponent(action)}/approve/${encodeURIComponent(token)}`
  );
};
