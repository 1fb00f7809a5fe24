import fc from 'fast-check';
import {
  type Commit,
  type Failure,
  LEVELS,
  MOMENTS,
  type Notification,
  SEVERITIES,
  TRANSITIONS,
  type Transition,
} from '../../src/model/notification.ts';
import { safeUrl } from '../../src/text/clean.ts';

/** Text with a meaning in chat markup, templates, terminals or parsers, and text that naive cutting or counting breaks. */
const HOSTILE = [
  '<!channel> <!here> <@U0123456789> <!subteam^S0123456789>',
  '<https://example.invalid|click> [click](https://example.invalid) ![x](https://example.invalid)',
  '*bold* _italic_ ~strike~ `code` ```block``` > quote # title - item 1. item',
  '</at> <at>everyone</at> @everyone @here',
  '&lt;!channel&gt; &amp;amp; &#60;',
  '<script>alert(1)</script> <img src=x onerror=alert(1)>',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}} %{body} $(id) %s %n',
  '<!date^1767225600^{date}|x>',
  '"quoted" \\ back\\\\slash \\u0041 \\',
  '\u202egnirts desrever\u202c \u2066isolated\u2069 \u200bzero\u200dwidth\ufeff',
  '\u0000\u0007\u001b[31mred\u001b[0m\u0085\u2028\u2029',
  'line one\nline two\r\nline three\n\n\n\n',
  '👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪',
  'Z̷̢̛a̶̛l̸̨g̴̛o̵̢',
  '\ud83d',
  '\udc00x',
  'شغل العربية עברית 中文 日本語 ไทย',
  '__proto__',
  'constructor',
  '|',
  '',
  ' ',
  '\n',
] as const;

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

/** Text that a notification may contain: empty, a word, markup, invalid Unicode, or up to tens of thousands of characters. */
export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: piece },
    { weight: 4, arbitrary: fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' ')) },
    {
      weight: 1,
      arbitrary: fc.tuple(piece, fc.integer({ min: 1, max: 800 })).map(([text, times]) => text.repeat(times)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('a', '<', '&', '"', '`', '🏳️‍🌈', '界', '\n'), fc.integer({ min: 1, max: 20_000 }))
        .map(([text, times]) => text.repeat(times)),
    },
  );

/** A link as event sources build it: http or https, with markup percent-encoded, at most 2,000 characters. */
const anyLink = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.oneof(fc.constant(''), anyText()))
    .map(([url, tail]) => safeUrl(`${url}${encodeURI(tail.toWellFormed())}`) ?? safeUrl(url) ?? 'https://example.com/');

const optional = <Shape>(model: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }, requiredKeys: (keyof Shape)[]) =>
  fc.record(model, { requiredKeys }) as fc.Arbitrary<Shape>;

const list = <Value>(item: fc.Arbitrary<Value>) => fc.array(item, { maxLength: 30, size: 'max' });

const anyTime = fc
  .date({ min: new Date('2015-07-09T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const anyCommit: fc.Arbitrary<Commit> = optional<Commit>(
  {
    id: fc.oneof(fc.stringMatching(/^[0-9a-f]{40}$/), anyText()),
    summary: anyText(),
    author: anyText(),
    url: anyLink(),
    repository: anyText(),
    branch: anyText(),
    tag: anyText(),
    time: anyTime,
  },
  ['id'],
);

const anyFailure: fc.Arbitrary<Failure> = optional<Failure>(
  {
    stage: anyText(),
    action: anyText(),
    reason: anyText(),
    code: anyText(),
    url: anyLink(),
    log: anyText(),
    logUrl: anyLink(),
  },
  [],
);

const anyTransition = optional<Transition>(
  {
    kind: fc.constantFrom(...TRANSITIONS),
    count: fc.integer({ min: 1, max: 1_000_000 }),
    since: anyTime,
    retry: fc.integer({ min: 1, max: 1000 }),
  },
  ['kind', 'count', 'since'],
);

/**
 * Any notification that the schema accepts: hostile text of any length in every text field, random optional fields, and
 * lists of 0 to 30. Links and times are valid, because every event source builds them so.
 */
export const anyNotification = (): fc.Arbitrary<Notification> =>
  optional<Notification>(
    {
      version: fc.constant(1),
      id: anyText(),
      source: anyText(),
      moment: fc.constantFrom(...MOMENTS),
      level: fc.constantFrom(...LEVELS),
      severity: fc.constantFrom(...SEVERITIES),
      time: anyTime,
      title: anyText(),
      text: anyText(),
      account: anyText(),
      region: anyText(),
      pipeline: optional<NonNullable<Notification['pipeline']>>({ name: anyText(), url: anyLink() }, ['name']),
      resource: optional<NonNullable<Notification['resource']>>({ kind: anyText(), name: anyText(), url: anyLink() }, [
        'kind',
        'name',
      ]),
      state: anyText(),
      stage: anyText(),
      action: optional<NonNullable<Notification['action']>>(
        { name: anyText(), category: anyText(), provider: anyText() },
        ['name'],
      ),
      execution: optional<NonNullable<Notification['execution']>>(
        { id: anyText(), attempt: fc.integer({ min: 1, max: 1000 }), startedAt: anyTime, url: anyLink() },
        ['id'],
      ),
      durationSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
      trigger: optional<NonNullable<Notification['trigger']>>({ type: anyText(), detail: anyText() }, []),
      stopReason: anyText(),
      commits: list(anyCommit),
      failures: list(anyFailure),
      approval: optional<NonNullable<Notification['approval']>>(
        { expiresAt: anyTime, comment: anyText(), reviewUrl: anyLink(), entityUrl: anyLink() },
        [],
      ),
      transition: anyTransition,
      lastGood: optional<NonNullable<Notification['lastGood']>>(
        {
          execution: anyText(),
          time: anyTime,
          url: anyLink(),
          commit: anyText(),
          compareUrl: anyLink(),
          revisions: list(anyCommit),
          rollback: anyText(),
        },
        ['execution'],
      ),
      accountName: anyText(),
      environment: anyText(),
      missing: list(anyText()),
      details: list(fc.record({ label: anyText(), value: anyText() })),
      links: list(fc.record({ label: anyText(), url: anyLink() })),
    },
    ['version', 'id', 'source', 'moment', 'severity', 'time', 'commits', 'failures', 'details', 'links'],
  );
