import { safeUrl } from '../../text/clean.ts';

/**
 * Console hosts by partition. Partitions whose console address is not public get no link rather than a wrong one.
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html
 */
const CONSOLES: readonly { regions: RegExp; host: string }[] = [
  { regions: /^cn-[a-z]+-\d{1,2}$/, host: 'console.amazonaws.cn' },
  { regions: /^us-gov-[a-z]+-\d{1,2}$/, host: 'console.amazonaws-us-gov.com' },
  // us-iso-, us-isob-, eu-isoe- and eusc- names have one part more or a longer first one.
  { regions: /^(?!cn-)[a-z]{2}-[a-z]+-\d{1,2}$/, host: 'console.aws.amazon.com' },
];

/** A segment that a browser would take for a step in the path. */
const STEP = /^\.{0,2}$/;

/** Makes any text safe as one part of a path or of a fragment. */
export const encodePart = (part: string): string => encodeURIComponent(part.toWellFormed());

/**
 * A link into the AWS console, or `undefined` where the Region's console is not known.
 * `path` is made of segments, each percent-encoded here; `hash` is what pages keep behind `#`, its foreign parts
 * encoded by {@link encodePart}.
 */
export const consoleLink = (region: string | undefined, path: readonly string[], hash = ''): string | undefined => {
  const site = CONSOLES.find(({ regions }) => region !== undefined && regions.test(region));
  if (!site || path.some((segment) => STEP.test(segment))) return undefined;
  const page = `https://${region}.${site.host}/${path.map(encodePart).join('/')}?region=${region}`;
  return safeUrl(hash ? `${page}#${hash}` : page);
};

const pipelinePath = (pipeline: string): string[] => ['codesuite', 'codepipeline', 'pipelines', pipeline];

export const pipelineLink = (region: string | undefined, pipeline: string): string | undefined =>
  consoleLink(region, [...pipelinePath(pipeline), 'view']);

export const executionLink = (region: string | undefined, pipeline: string, execution: string): string | undefined =>
  consoleLink(region, [...pipelinePath(pipeline), 'executions', execution, 'visualization']);

/** Where a manual approval is reviewed. Its token is the action execution's id. */
export const approvalLink = (
  region: string | undefined,
  { pipeline, stage, action, token }: { pipeline: string; stage: string; action: string; token: string },
): string | undefined => {
  const place = [stage, action, 'approve', token].map(encodePart).join('/');
  return consoleLink(region, [...pipelinePath(pipeline), 'view'], `/${place}`);
};
