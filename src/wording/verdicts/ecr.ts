import type { Verdicts } from './verdict.ts';

/** `2 critical and 3 high findings`. */
const findings = (critical: string | number, high: string | number): string => {
  const counts = [
    ...(Number(critical) > 0 ? [`${critical} critical`] : []),
    ...(Number(high) > 0 ? [`${high} high`] : []),
  ];
  if (counts.length === 0) return 'findings';
  return `${counts.join(' and ')} finding${counts.length === 1 && Number(critical) + Number(high) === 1 ? '' : 's'}`;
};

export const ECR: Verdicts = {
  'ecr-changed': (about, { image = about, action = '' }) => `${image} has changed${action ? `: ${action}` : ''}`,
  'ecr-clean': (about, { image = about }) => `${image} has no critical or high findings`,
  'ecr-deleted': (about, { image = about }) => `${image} was deleted`,
  'ecr-finding': (about, { image = about, grade = '', name = '' }) =>
    `${image} has ${name || 'a finding'}${grade ? ` (${grade})` : ''}`,
  'ecr-finding-closed': (about, { image = about, name = '' }) => `${image} no longer has ${name || 'a finding'}`,
  'ecr-findings': (about, { image = about, critical = 0, high = 0 }) => `${image} has ${findings(critical, high)}`,
  'ecr-not-deleted': (about, { image = about }) => `${image} could not be deleted`,
  'ecr-not-pushed': (about, { image = about }) => `${image} could not be pushed`,
  'ecr-not-scanned': (about, { image = about }) => `${image} could not be scanned`,
  'ecr-pushed': (about, { image = about }) => `${image} was pushed`,
  'ecr-scan-state': (about, { image = about, state = '' }) => `${image} is in scan state ${state || 'unknown'}`,
  'ecr-scanning-changed': (_, { repositories = 0 }) =>
    `Scanning of ${repositories === 1 ? 'a repository' : `${repositories} repositories`} was changed`,
};
