import * as z from 'zod/mini';
import { awsEvent, lenient, lenientList, type Subscription, text } from '../../model/event-source.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf } from '../../text/clean.ts';

export const ECR = 'aws.ecr';
export const INSPECTOR = 'aws.inspector2';
export const ACTION = 'ECR Image Action';
export const SCAN = 'ECR Image Scan';
export const SETTINGS = 'ECR Scan Resource Change';
/** The scan and the findings of a registry with enhanced scanning, which sends no `ECR Image Scan`. */
export const ENHANCED_SCAN = 'Inspector2 Scan';
export const FINDING = 'Inspector2 Finding';

const IMAGE_TYPE = 'AWS_ECR_CONTAINER_IMAGE';

/**
 * An image can have hundreds of findings, and each one is an event. Only open critical findings of images are forwarded.
 * Scans of Inspector name an image's digest only if they are about an image.
 */
export const ecrEvents: readonly Subscription[] = [
  { source: ECR, detailTypes: [ACTION, SCAN, SETTINGS] },
  { source: INSPECTOR, detailTypes: [ENHANCED_SCAN], detail: { 'image-digest': [{ exists: true }] } },
  {
    source: INSPECTOR,
    detailTypes: [FINDING],
    detail: { severity: ['CRITICAL'], status: ['ACTIVE'], resources: { type: [IMAGE_TYPE] } },
  },
];

/** Longest name of a repository, in characters. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const MAX_REPOSITORY_CHARS = 256;
/** Longest tag, in characters. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push.html */
const MAX_TAG_CHARS = 128;

/** Grades of findings, worst first. */
export const GRADES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED'] as const;

const count = lenient(z.number());

const Finding = z.looseObject({
  severity: text,
  status: text,
  title: text,
  description: text,
  fixAvailable: text,
  exploitAvailable: text,
  firstObservedAt: text,
  findingArn: text,
  packageVulnerabilityDetails: lenient(
    z.looseObject({
      vulnerabilityId: text,
      sourceUrl: text,
      vulnerablePackages: lenientList(z.looseObject({ name: text, version: text, fixedInVersion: text })),
    }),
  ),
  resources: lenientList(
    z.looseObject({
      type: text,
      details: lenient(
        z.looseObject({
          awsEcrContainerImage: lenient(
            z.looseObject({ repositoryName: text, imageHash: text, imageTags: lenient(z.array(text)), pushedAt: text }),
          ),
        }),
      ),
    }),
  ),
});

const Detail = z.looseObject({
  ...Finding.shape,
  'repository-name': text,
  'image-digest': text,
  'image-tag': text,
  'image-tags': lenient(z.array(text)),
  'action-type': text,
  result: text,
  'scan-status': text,
  'finding-severity-counts': lenient(z.looseObject(Object.fromEntries(GRADES.map((grade) => [grade, count])))),
  repositories: lenientList(
    z.looseObject({ 'repository-name': text, 'scan-frequency': text, 'previous-scan-frequency': text }),
  ),
});
export type Detail = z.infer<typeof Detail>;

export const EcrEvent = z.looseObject({
  ...awsEvent({ detailTypes: [ACTION, SCAN, SETTINGS, ENHANCED_SCAN, FINDING] }, Detail).shape,
  source: z.enum([ECR, INSPECTOR]),
});
export type EcrEvent = z.infer<typeof EcrEvent>;

export interface Image {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly digest: string | undefined;
  /** `shop-api:41`, or the start of the digest if there is no tag. */
  readonly name: string;
}

/** The image of a finding; Inspector's findings may also be about instances and functions. */
const foundIn = ({ resources }: Detail) =>
  resources?.find((resource) => resource?.type === IMAGE_TYPE)?.details?.awsEcrContainerImage;

/** When the image of a finding was pushed, in AWS's form. */
export const pushedAt = (detail: Detail): string | undefined => foundIn(detail)?.pushedAt;

/** Inspector names a repository by its ARN. */
const repositoryName = (value: string | undefined): string | undefined =>
  lineOf(parseArn(value).resource?.replace(/^repository\//, '') ?? value, MAX_REPOSITORY_CHARS);

/** The image that an event is about; `undefined` if it names no repository. */
export const imageOf = (detail: Detail): Image | undefined => {
  const found = foundIn(detail);
  const repository = repositoryName(detail['repository-name'] ?? found?.repositoryName);
  if (!repository) return undefined;
  const tags = [detail['image-tag'], ...(detail['image-tags'] ?? found?.imageTags ?? [])].flatMap(
    (tag) => lineOf(tag, MAX_TAG_CHARS) ?? [],
  );
  const digest = lineOf(detail['image-digest'] ?? found?.imageHash, 80);
  const short = /^sha256:([0-9a-f]{12})/.exec(digest ?? '')?.[1];
  return {
    repository,
    tags,
    digest,
    name: tags[0] ? `${repository}:${tags[0]}` : short ? `${repository}@${short}` : repository,
  };
};
