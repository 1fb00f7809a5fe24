import { safeUrl } from '../../text/clean.ts';

/**
 * Console hosts by partition. Partitions without a public console host get no link.
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html
 */
const CONSOLES: readonly { regions: RegExp; host: string }[] = [
  { regions: /^cn-[a-z]+-\d{1,2}$/, host: 'console.amazonaws.cn' },
  { regions: /^us-gov-[a-z]+-\d{1,2}$/, host: 'console.amazonaws-us-gov.com' },
  // us-iso-, us-isob-, eu-isoe- and eusc- Regions have one more part or a longer first part.
  { regions: /^(?!cn-)[a-z]{2}-[a-z]+-\d{1,2}$/, host: 'console.aws.amazon.com' },
];

/** A segment that browsers resolve: empty, `.` or `..`. */
const STEP = /^\.{0,2}$/;

/** Percent-encodes text as one part of a path or a fragment. */
export const encodePart = (part: string): string => encodeURIComponent(part.toWellFormed());

/**
 * A link to the AWS console. `undefined` if the console of the Region is not known.
 * @param path segments, which are percent-encoded here.
 * @param hash the fragment. External parts must be encoded with {@link encodePart}.
 */
export const consoleLink = (region: string | undefined, path: readonly string[], hash = ''): string | undefined => {
  const site = CONSOLES.find(({ regions }) => region !== undefined && regions.test(region));
  if (!site || path.some((segment) => STEP.test(segment))) return undefined;
  const page = `https://${region}.${site.host}/${path.map(encodePart).join('/')}?region=${region}`;
  return safeUrl(hash ? `${page}#${hash}` : page);
};

/** A link of an event if it leads to a console of AWS over https; `undefined` for any other address. */
export const ownConsoleLink = (url: string | null | undefined): string | undefined => {
  const safe = safeUrl(url);
  const { protocol, hostname = '', port } = (safe && URL.parse(safe)) || {};
  const isConsole = CONSOLES.some(({ host }) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === 'https:' && port === '' && isConsole ? safe : undefined;
};

const pipelinePath = (pipeline: string): string[] => ['codesuite', 'codepipeline', 'pipelines', pipeline];

export const pipelineLink = (region: string | undefined, pipeline: string): string | undefined =>
  consoleLink(region, [...pipelinePath(pipeline), 'view']);

export const executionLink = (region: string | undefined, pipeline: string, execution: string): string | undefined =>
  consoleLink(region, [...pipelinePath(pipeline), 'executions', execution, 'visualization']);

/** Link to the review of a manual approval. The token is the id of the action execution. */
export const approvalLink = (
  region: string | undefined,
  { pipeline, stage, action, token }: { pipeline: string; stage: string; action: string; token: string },
): string | undefined => {
  const fragment = [stage, action, 'approve', token].map(encodePart).join('/');
  return consoleLink(region, [...pipelinePath(pipeline), 'view'], `/${fragment}`);
};
