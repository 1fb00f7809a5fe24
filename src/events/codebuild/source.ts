import type { Commit, Notification } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { commitLink } from '../shared/commits.ts';
import { consoleLink } from '../shared/console-links.ts';
import type { Information } from './event.ts';

/** A limit of ours, in characters. */
const MAX_REF_CHARS = 200;

/** `org/shop` of a repository on a public host. A location may contain a password, so nothing else of it is shown. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['github.com', 'GitHub'],
  ['bitbucket.org', 'Bitbucket'],
  ['gitlab.com', 'GitLab'],
]);

const repositoryOf = (source: Information['source']): { name?: string; provider?: string } => {
  const url = URL.parse(source?.location ?? '');
  const path = url?.pathname.replace(/^\/(?:v1\/repos\/)?|(?:\.git)?\/?$/g, '');
  const provider = url ? HOSTS.get(url.hostname) : undefined;
  const isKnown = provider !== undefined || source?.type === 'CODECOMMIT';
  const name = isKnown ? lineOf(path, MAX_REF_CHARS) : undefined;
  return { ...(name && { name }), ...(provider && { provider }) };
};

interface Ref {
  readonly kind: 'branch' | 'tag' | 'pull-request';
  readonly name: string;
}

/** The forms of a ref: Git's own, those of CodeBuild (`pr/12`), and those of its webhooks (`branch/main`, `tag/v1`). */
const REFS: readonly (readonly [Ref['kind'], RegExp])[] = [
  ['pull-request', /^(?:pr|refs\/pull|refs\/merge-requests)\/(\d{1,10})(?:\/(?:head|merge))?$/],
  ['branch', /^refs\/heads\/(.+)$/],
  ['tag', /^refs\/tags\/(.+)$/],
];
const WEBHOOK_REFS: typeof REFS = [...REFS, ['branch', /^branch\/(.+)$/], ['tag', /^tag\/(.+)$/]];

const refOf = (value: string | undefined, forms: typeof REFS): Ref | undefined => {
  for (const [kind, form] of forms) {
    const name = lineOf(form.exec(value ?? '')?.[1], MAX_REF_CHARS);
    if (name) return { kind, name };
  }
  return undefined;
};

const HASH = /^[0-9a-f]{7,64}$/i;
const GIT = /^(?:GITHUB|GITHUB_ENTERPRISE|BITBUCKET|CODECOMMIT|GITLAB|GITLAB_SELF_MANAGED)$/;

/** The ref without `^{hash}`; `undefined` for the hash of a commit alone, and for an artifact. */
const versionOf = (version: string | undefined): string | undefined => {
  const ref = version?.slice(0, MAX_REF_CHARS * 4).replace(/\^\{.*$/, '');
  return ref && !HASH.test(ref) && !ref.startsWith('arn:') ? ref : undefined;
};

/**
 * The branch, tag or pull request that was built. A hash says nothing about it, so the variables of the webhook are
 * read then. A pull request is named by its number in every build, as only builds of webhooks know its branch.
 */
export const seriesOf = (information: Partial<Information>): Notification['series'] => {
  const { source, environment, 'source-version': version } = information;
  if (!GIT.test(source?.type ?? '')) return undefined;
  const ref = versionOf(version);
  const plain = lineOf(ref, MAX_REF_CHARS);
  const found =
    refOf(ref, REFS) ??
    (plain ? { kind: 'branch', name: plain } : undefined) ??
    refOf(environment?.CODEBUILD_WEBHOOK_TRIGGER, WEBHOOK_REFS) ??
    refOf(environment?.CODEBUILD_WEBHOOK_HEAD_REF, WEBHOOK_REFS);
  if (found?.kind !== 'pull-request') return found;
  return { kind: found.kind, name: `#${found.name}`, number: found.name };
};

/** A hash alone, `refs/heads/main^{hash}`, or `refs/tags/v1^{hash}`. */
export const commitsOf = (information: Partial<Information>, region: string | undefined): Commit[] => {
  const { source, environment, 'source-version': version } = information;
  const [, hash] = /^(?:.{1,300}\^\{)?([0-9a-f]{40}|[0-9a-f]{64})\}?$/i.exec(version ?? '') ?? [];
  if (!hash) return [];
  const { name, provider } = repositoryOf(source);
  const head = refOf(environment?.CODEBUILD_WEBHOOK_HEAD_REF, WEBHOOK_REFS);
  const ref = refOf(versionOf(version), REFS);
  const shown = ref === undefined || ref.kind === 'pull-request' ? head : ref;
  const there = ['codesuite', 'codecommit', 'repositories', name ?? '', 'commit', hash];
  return [
    {
      id: hash,
      url: provider ? commitLink({ provider, repository: name, commit: hash }) : consoleLink(region, there),
      repository: name,
      branch: shown?.kind === 'branch' ? shown.name : undefined,
      tag: shown?.kind === 'tag' ? shown.name : undefined,
    },
  ];
};

/** The source if no commit is known: repository and ref. A pipeline's artifact is left out. */
export const sourceDetails = ({ source, 'source-version': version }: Partial<Information>): Notification['details'] => {
  if (!source?.type || source.type === 'CODEPIPELINE') return [];
  const ref = lineOf(version?.replace(/^arn:.*/, '').replace(/\^\{.*$/, ''), MAX_REF_CHARS);
  const value = [repositoryOf(source).name, ref].filter(Boolean).join('@');
  return value ? [{ label: 'source', value }] : [];
};
