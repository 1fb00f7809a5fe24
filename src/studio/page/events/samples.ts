import type { Sample } from '../../api.ts';
import { sourceTitle } from '../routing/event-words.ts';

/** The kinds of news by which samples are filtered. */
export const KINDS = [
  { name: 'all', label: 'All' },
  { name: 'failure', label: 'Failures' },
  { name: 'success', label: 'Successes' },
  { name: 'approval', label: 'Approvals' },
  { name: 'other', label: 'Other' },
] as const;

export type Kind = (typeof KINDS)[number]['name'];

const APPROVALS: readonly string[] = ['approval', 'approved', 'rejected', 'expired'];

const kindOf = ({ moment, severity }: Sample): Kind => {
  if (APPROVALS.includes(moment)) return 'approval';
  return severity === 'failure' || severity === 'success' ? severity : 'other';
};

export interface SampleFilter {
  readonly search: string;
  readonly kind: Kind;
  /** Title of a source; empty for all. */
  readonly source: string;
}

/** The samples that match all parts of the filter. Each word of the search must occur somewhere. */
export const matching = (samples: readonly Sample[], { search, kind, source }: SampleFilter): readonly Sample[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return samples.filter((sample) => {
    const title = sourceTitle(sample.source);
    const text = `${sample.name} ${sample.source} ${title} ${sample.headline} ${sample.moment}`.toLowerCase();
    return (
      (kind === 'all' || kindOf(sample) === kind) &&
      (source === '' || title === source) &&
      words.every((word) => text.includes(word))
    );
  });
};

/** The samples by title of their source, in the order of the first sample of each. */
export const grouped = (samples: readonly Sample[]): readonly (readonly [title: string, readonly Sample[]])[] => [
  ...Map.groupBy(samples, ({ source }) => sourceTitle(source)),
];
