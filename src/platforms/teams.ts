// Microsoft Teams through a Workflows webhook ("Send webhook alerts to a channel"), drawn as an Adaptive Card.
// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
// https://adaptivecards.io/explorer/

import * as z from 'zod/mini';
import { matches } from '../model/check.ts';
import type { HttpReply } from '../model/http.ts';
import type { Failure, Notification, Severity } from '../model/notification.ts';
import { classifyStatus, type Outcome, type RejectReason } from '../model/outcome.ts';
import { definePlatform } from '../model/platform.ts';
import { headers, mentions, secret, targetFields } from '../model/target.ts';
import { calledFor } from '../moments.ts';
import { byteLength, clean, cleanLine, safeUrl } from '../text.ts';
import * as words from '../wording.ts';

/** With a dot in front: any host below. Sovereign clouds keep the Logic Apps hosts. @see https://learn.microsoft.com/troubleshoot/power-platform/power-automate/flow-run-issues/triggers-troubleshoot */
const HOSTS = ['.api.powerplatform.com', '.logic.azure.com', '.logic.azure.us'];

/** Office 365 connectors, switched off in May 2026. @see https://devblogs.microsoft.com/microsoft365dev/retirement-of-office-365-connectors-within-microsoft-teams/ */
const RETIRED = /(?:^|\.)webhook\.office\.com$|^outlook\.office(?:365)?\.com$/;

/** Teams takes about 28 KB, and the flow loses what is larger after it has said yes. In bytes of UTF-8. @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
const MAX_BODY_BYTES = 24 * 1024;

const MAX_HEADLINE_CHARS = 150;

/** Teams draws a button's title on one line. */
const MAX_BUTTON_CHARS = 30;

/** The newest version that Teams draws. @see https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
const CARD_VERSION = '1.5';

/** Container styles, which Teams shows as the colour behind the verdict. */
const STYLES: Record<Severity, string> = {
  info: 'accent',
  success: 'good',
  warning: 'emphasis',
  attention: 'warning',
  failure: 'attention',
};

const Person = z.strictObject({
  /** User principal name or Microsoft Entra object id. */
  id: z.string().check(matches(/^[^\s<>"@]{1,128}(?:@[^\s<>"@]{1,128})?$/)),
  name: z.string().check(matches(/^[\p{L}\p{N}\p{M} .,'’-]{1,80}$/u)),
});

const Target = z.strictObject({
  ...targetFields,
  platform: z.literal('teams'),
  url: secret(),
  mention: mentions(Person),
  headers: headers(),
});
type Target = z.infer<typeof Target>;

type Json = Record<string, unknown>;

/** Mentions and dates must be ours: card hosts look for them in any text. */
const tame = (value: string): string =>
  value.replace(/<(?=\s*\/?\s*at\b)/gi, '‹').replace(/\{\{(?=\s*(?:DATE|TIME)\b)/gi, '{ {');
const line = (value: string | undefined, maxChars: number): string => tame(cleanLine(value ?? '', maxChars));
const lines = (value: string | undefined, maxChars: number): string => tame(clean(value ?? '', maxChars));

/** Teams reads no Markdown in text runs, so that foreign text stands there as it is. */
const run = (text: string, style: Json = {}): Json => ({ type: 'TextRun', text, ...style });
const linked = (text: string, url: string | undefined, style: Json = {}): Json => {
  const safe = safeUrl(url);
  return run(text, safe ? { ...style, selectAction: { type: 'Action.OpenUrl', url: safe } } : style);
};
const richText = (inlines: Json[], layout: Json = {}): Json => ({ type: 'RichTextBlock', inlines, ...layout });

const note = (text: string | undefined): Json[] => (text ? [richText([run(text)], { spacing: 'Small' })] : []);

const people = (notification: Notification, { mention }: Target) => calledFor(mention, notification);
const tag = ({ name }: { name: string }): string => `<at>${name}</at>`;

const verdict = (notification: Notification, target: Target): Json => {
  const headline = line(words.headline(notification), MAX_HEADLINE_CHARS) || 'An event';
  const called = people(notification, target).map(tag).join(', ');
  const style = { size: 'Large', weight: 'Bolder' };
  const url = words.buttons(notification)[0]?.url;
  return {
    type: 'Container',
    style: STYLES[notification.severity],
    bleed: true,
    items: [
      richText([run(`${words.icon(notification)} `, style), linked(headline, url, style)]),
      ...(called ? [{ type: 'TextBlock', text: called, wrap: true, spacing: 'Small' }] : []),
    ],
  };
};

const failureItems = ({ reason = '', code, url, ...place }: Failure, detail: words.Detail, most: number): Json[] => {
  const where = line(words.failurePlace(place), detail.lineChars);
  const what = line(code, detail.lineChars);
  const why = lines(words.fewLines(reason, most), detail.reasonChars).replace(/^ +/gm, (indent) =>
    '\u00a0'.repeat(indent.length),
  );
  const head = [
    ...(where ? [linked(where, url, { weight: 'Bolder' })] : []),
    ...(what ? [run(where ? `  ${what}` : what, { isSubtle: true })] : []),
  ];
  const text = richText([run(why, { fontType: 'Monospace', size: 'Small' })]);
  return [
    ...(head.length > 0 ? [richText(head)] : []),
    ...(why ? [{ type: 'Container', style: 'emphasis', spacing: 'Small', items: [text] }] : []),
  ];
};

const labelled = (label: string, value: string, { lineChars }: words.Detail): Json[] => {
  const [name, said] = [line(label, lineChars), line(value, lineChars)];
  const inlines = [...(name ? [run(`${name}  `, { weight: 'Bolder' })] : []), ...(said ? [run(said)] : [])];
  return inlines.length > 0 ? [richText(inlines, { spacing: 'Small' })] : [];
};

const time = (iso: string | undefined): string =>
  iso === undefined || Number.isNaN(Date.parse(iso)) ? '' : words.utcTime(iso);

const why = (notification: Notification, detail: words.Detail): Json[] => {
  const { text, stopReason, approval, failures, details } = notification;
  const said = [text, stopReason, approval?.comment].map((value) => lines(value, detail.reasonChars));
  const until = time(approval?.expiresAt);
  return [
    ...said.filter(Boolean).map((value) => richText([run(value)])),
    ...(until ? [richText([run('Waits until '), run(until, { weight: 'Bolder' })])] : []),
    ...failures
      .slice(0, detail.failures)
      .flatMap((failure, at) => failureItems(failure, detail, words.reasonLines(detail, at))),
    ...note(words.more(failures, detail.failures, 'failure')),
    ...details.slice(0, detail.details).flatMap(({ label, value }) => labelled(label, value, detail)),
    ...note(words.more(details, detail.details, 'detail')),
  ];
};

const whose = ({ commits }: Notification, detail: words.Detail): Json[] => {
  const repository = words.manyRepositories(commits);
  const rows = commits.slice(0, detail.commits).map((commit, at) => {
    const id = line(words.shortCommit(commit), detail.lineChars) || 'commit';
    const said = line(words.commitWords(commit, { repository }), detail.lineChars);
    const inlines = [linked(id, commit.url, { fontType: 'Monospace' }), ...(said ? [run(`  ${said}`)] : [])];
    return richText(inlines, { spacing: at > 0 ? 'Small' : 'Medium' });
  });
  return [...rows, ...note(words.more(commits, detail.commits, 'commit'))];
};

const context = (notification: Notification, { lineChars }: words.Detail): Json[] => {
  const facts = words.facts({ ...notification, details: [] }).map(({ label, value }) => `${label} ${value}`);
  const said = [...facts, time(notification.time)].map((fact) => line(fact, lineChars)).filter(Boolean);
  return said.length > 0 ? [richText([run(said.join('  ·  '), { isSubtle: true, size: 'Small' })])] : [];
};

const actions = (notification: Notification, detail: words.Detail): Json[] =>
  words
    .buttons(notification)
    .map(({ label, url }) => ({ title: line(label, MAX_BUTTON_CHARS) || 'Open', url: safeUrl(url) }))
    .filter(({ url }) => url !== undefined)
    .slice(0, detail.buttons)
    .map((button) => ({ type: 'Action.OpenUrl', ...button }));

const envelope = (notification: Notification, target: Target, parts: Json): string => {
  const entities = people(notification, target).map((person) => ({
    type: 'mention',
    text: tag(person),
    mentioned: person,
  }));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: CARD_VERSION,
    fallbackText: line(words.summary(notification), 1000) || 'An event',
    msteams: { width: 'Full', ...(entities.length > 0 && { entities }) },
    ...parts,
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return JSON.stringify({ type: 'message', attachments: [{ contentType, contentUrl: null, content }] });
};

const draw = (notification: Notification, target: Target, detail: words.Detail): string => {
  const buttons = actions(notification, detail);
  return envelope(notification, target, {
    body: [
      verdict(notification, target),
      ...why(notification, detail),
      ...whose(notification, detail),
      ...context(notification, detail),
    ],
    ...(buttons.length > 0 && { actions: buttons }),
  });
};

/** Codes of Power Automate, at `error.code` of the answer; the same status says less. */
const REFUSALS: [RejectReason, string[]][] = [
  ['gone', ['WorkflowTriggerIsNotEnabled', 'WorkflowNotFound', 'MissingApiVersionParameter']],
  ['payload', ['TriggerInputSchemaMismatch', 'InvalidRequestContent']],
  ['unauthorized', ['DirectApiAuthorizationRequired', 'MisMatchingOAuthClaims']],
];

/** A flow with a response of its own can say 200 and mean no; so did connectors. */
const FAILED = /^\s*(?:Webhook message delivery failed|\{\s*"error"\s*:\s*\{|\{\s*"status"\s*:\s*"failed")/i;

const classify = (reply: HttpReply): Outcome => {
  const outcome = classifyStatus(reply);
  const { status, body } = reply;
  if (outcome.kind === 'delivered' && FAILED.test(body)) {
    return { kind: 'retry', reason: 'unavailable', status, detail: 'the flow says that it failed' };
  }
  if (outcome.kind !== 'rejected') return outcome;
  const code = /"code"\s*:\s*"(\w{1,60})"/.exec(body)?.[1] ?? '';
  const refusal = REFUSALS.find(([, codes]) => codes.includes(code));
  return refusal ? { kind: 'rejected', reason: refusal[0], status, detail: code } : outcome;
};

export const teams = definePlatform<Target>({
  name: 'teams',
  chat: true,
  timeoutMs: 10_000,
  target: Target,
  recognizes: ({ hostname }) => HOSTS.some((host) => hostname.endsWith(host)),
  refuses({ hostname }) {
    if (RETIRED.test(hostname)) {
      return 'is an Office 365 connector, which Microsoft has switched off: create a Workflows webhook in the channel and use its URL';
    }
    if (HOSTS.some((host) => hostname.endsWith(host))) return undefined;
    return `must be a Workflows webhook, on a host that ends in ${HOSTS.join(' or ')}`;
  },
  render: (notification, target) =>
    words.drawToFit(
      (detail) => draw(notification, target, detail),
      (drawn) => byteLength(drawn) <= MAX_BODY_BYTES,
    ),
  plain: (notification, target) =>
    envelope(notification, target, {
      body: [
        richText([run(line(words.summary(notification), 1000) || 'An event')]),
        ...(people(notification, target).length > 0
          ? [{ type: 'TextBlock', text: people(notification, target).map(tag).join(', '), wrap: true }]
          : []),
      ],
    }),
  request: (body, target) => ({
    url: target.url,
    headers: { ...target.headers, 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Pipebell' },
    body,
  }),
  classify,
});
