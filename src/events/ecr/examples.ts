import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';
import { ACTION, ECR, ENHANCED_SCAN, FINDING, INSPECTOR, SCAN, SETTINGS } from './event.ts';

const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/shop/api`;
const DIGEST = `sha256:${'4f1d2c3b'.repeat(8)}`;
const IMAGE = { 'repository-name': 'shop/api', 'image-digest': DIGEST };

/** `Mar 4, 2026, 9:15:30 AM`, as Inspector writes a time. */
const inspectorTime = (time: Date): string =>
  time.toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).replaceAll('\u202f', ' ');

/** One vulnerability in a repository is one alert, so each example has another. */
const finding = (now: Date, cve = `CVE-2026-${Number.parseInt(crypto.randomUUID().slice(0, 7), 16)}`) => ({
  awsAccountId: ACCOUNT,
  description: 'A crafted certificate chain makes the parser write past the end of its buffer.',
  exploitAvailable: 'YES',
  findingArn: `arn:aws:inspector2:${REGION}:${ACCOUNT}:finding/0c1d2e3f405162738495a6b7c8d9eaf0`,
  firstObservedAt: inspectorTime(minutesBefore(now, 4)),
  fixAvailable: 'YES',
  packageVulnerabilityDetails: {
    vulnerabilityId: cve,
    source: 'NVD',
    sourceUrl: `https://nvd.nist.gov/vuln/detail/${cve}`,
    vulnerablePackages: [
      { name: 'libtls', version: '3.4.1', fixedInVersion: '3.4.2', packageManager: 'OS', release: '2.amzn2023' },
    ],
  },
  resources: [
    {
      details: {
        awsEcrContainerImage: {
          architecture: 'amd64',
          imageHash: DIGEST,
          imageTags: ['41'],
          pushedAt: inspectorTime(minutesBefore(now, 9 * 24 * 60)),
          registry: ACCOUNT,
          repositoryName: 'shop/api',
        },
      },
      id: `${REPOSITORY}/${DIGEST}`,
      region: REGION,
      type: 'AWS_ECR_CONTAINER_IMAGE',
    },
  ],
  severity: 'CRITICAL',
  status: 'ACTIVE',
  title: `${cve} - libtls`,
  type: 'PACKAGE_VULNERABILITY',
});

/** The examples of the source `ecr`. */
export const ecrExamples = (now: Date): readonly Example[] => {
  const example = (name: string, detailType: string, detail: object, source = ECR): Example => {
    const resources = [SCAN, ENHANCED_SCAN].includes(detailType) ? [REPOSITORY] : [];
    return jsonExample(name, exampleEvent({ source, detailType, at: now, resources, detail }));
  };
  return [
    example('ecr-findings', SCAN, {
      ...IMAGE,
      'scan-status': 'COMPLETE',
      'finding-severity-counts': { CRITICAL: 2, HIGH: 3, MEDIUM: 9 },
      'image-tags': ['41'],
    }),
    example(
      'ecr-enhanced-findings',
      ENHANCED_SCAN,
      {
        'scan-status': 'INITIAL_SCAN_COMPLETE',
        'repository-name': REPOSITORY,
        'finding-severity-counts': { CRITICAL: 2, HIGH: 5, MEDIUM: 11, TOTAL: 26 },
        'image-digest': DIGEST,
        'image-tags': ['42', 'main'],
      },
      INSPECTOR,
    ),
    example('ecr-finding', FINDING, finding(now), INSPECTOR),
    example('ecr-scanned', SCAN, {
      ...IMAGE,
      'scan-status': 'COMPLETE',
      'finding-severity-counts': { LOW: 4 },
      'image-tags': ['42'],
    }),
    example('ecr-pushed', ACTION, { ...IMAGE, result: 'SUCCESS', 'action-type': 'PUSH', 'image-tag': '42' }),
    example('ecr-scanning-changed', SETTINGS, {
      'action-type': 'SCAN_FREQUENCY_CHANGE',
      repositories: [
        { 'repository-name': 'shop/api', 'scan-frequency': 'MANUAL', 'previous-scan-frequency': 'SCAN_ON_PUSH' },
      ],
      'resource-type': 'REPOSITORY',
      'scan-type': 'BASIC',
    }),
  ];
};
