import type { Values, Verdicts } from './verdict.ts';

const by = ({ by: who = '' }: Values): string => (who ? ` by ${who}` : '');

const changed = (event: string | number): string => (event ? `was changed (${event})` : 'was changed');

const PULL_REQUEST: Readonly<Record<string, string>> = {
  'approval-revoked': 'had an approval taken back',
  approved: 'was approved',
  closed: 'was closed',
  opened: 'was opened',
  'rule-added': 'had an approval rule added',
  'rule-changed': 'had an approval rule changed',
  'rule-removed': 'had an approval rule removed',
  'rules-overridden': 'was freed of its approval rules',
  'rules-restored': 'was put under its approval rules again',
  updated: 'was updated',
};

const pullRequestDone = ({ done = '', into = '', status = '', event = '' }: Values): string => {
  if (done === 'merged') return into ? `was merged into ${into}` : 'was merged';
  if (done === 'status') return status ? `was made ${status}` : 'was changed';
  return Object.hasOwn(PULL_REQUEST, done) ? (PULL_REQUEST[done] ?? '') : changed(event);
};

const on = ({ pullRequest = '', commit = '' }: Values): string =>
  pullRequest ? `pull request ${pullRequest}` : commit ? `commit ${commit}` : 'a comment';

export const CODECOMMIT: Verdicts = {
  'codecommit-comment': (_, values) =>
    `A comment on ${on(values)} in ${values.repository ?? ''} was ${values.done ?? 'made'}${by(values)}`,
  'codecommit-pull-request': (_, values) =>
    `Pull request ${values.number ?? ''} in ${values.repository ?? ''} ${pullRequestDone(values)}${by(values)}`,
  'codecommit-reaction': (_, values) =>
    `${values.reaction ?? ''} was given to ${on(values)} in ${values.repository ?? ''}${by(values)}`,
  'codecommit-reference': (_, values) => {
    const { kind = 'branch', reference = '', repository = '', done = 'changed', event = '' } = values;
    const what = reference
      ? `${kind === 'tag' ? 'Tag' : 'Branch'} ${reference} in ${repository}`
      : `Repository ${repository}`;
    return `${what} ${done === 'changed' ? changed(event) : `was ${done}`}${by(values)}`;
  },
  'codecommit-rule-template': (_, values) =>
    `Approval rule template ${values.template || 'without a name'} was ${values.done || 'changed'}${by(values)}`,
};
