import { withoutAccounts } from './accounts.ts';
import { clean, cleanLine, cut, safeUrl } from './clean.ts';
import { SECRET_HOSTS } from './secret-hosts.ts';

const MARK = '[redacted]';

/** Source of a regular expression for a host whose URLs are secrets. */
export const SECRET_HOST_PATTERN = Object.values(SECRET_HOSTS)
  .flat()
  .map((host) => host.replaceAll('.', '\\.').replace(/^(?=\\)/, '[\\w.-]+'))
  .join('|');

/** Names of secret values, as spelled in environments, headers, JSON, YAML and command-line options. */
const SECRET_NAME =
  '(?:p[a\u0430]ss(?:w[o\u043e]r[dt]|wd|phrase|code)|kennwort|(?<=[_-])(?:pass|pat)(?=\\s{0,4}[:=])|\\bpass(?=[:=])|pwd|secrets?|token|credentials?|cookie|authorization|signature|_auth|(?:api|app|storage|access|private|secret|encryption|signing|account|shared|master|license|session|auth)[_. -]?key|connection[_-]?string|webhook[_-]?url|database[_-]?url)';
/** The rest of a name: `_V2`, `-prod`, `2`. Longer words such as `secretsmanager` or `tokenizer` do not match. */
const REST_OF_NAME = '(?:[_-][\\w-]{0,60}|\\d{1,4})?';
/** A quoted value, also in the escaped quotes of JSON within a string. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\"(?:[^"\\]|\\[^"])*\\"`;
/** A value up to the end of the word. A value that is already redacted ends after the mark. */
const VALUE = String.raw`\[redacted\](?=[\s,"'}\]\\]|$)|${QUOTED}|\S+`;
/** Words after such a name that are not a secret: prose and literals. */
const NO_SECRET = String.raw`(?!(?:is|are|was|were|not|no|has|have|been|must|may|cannot|could|invalid|missing|required|expired|denied|true|false|null|none|nil|undefined|empty|ok)\b(?![.=/+-]\w))`;

/** Applied in this order, larger matches first. The first group of a pattern stays. Each runs in linear time. */
const RULES: readonly RegExp[] = [
  // PEM keys: complete, cut off at the end, or cut off at the start.
  /-----BEGIN [A-Z0-9 ]{1,60}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,60}-----|$)/g,
  /(?:^[A-Za-z0-9+/=]{16,}\n){1,80}-----END [A-Z0-9 ]{1,60}-----/gm,
  // https://user:password@host, and a token alone before the @. `git@` is not a secret.
  /\b([a-z][a-z0-9+.-]{0,20}:\/\/)(?!git@)[^\s/@"'<>]+(?=@)/gi,
  // URLs that are secrets themselves.
  new RegExp(String.raw`(https?:\/\/(?:hooks\.[\w.-]+|${SECRET_HOST_PATTERN})(?::\d+)?\/)[^\s"'<>)]+`, 'gi'),
  /(https?:\/\/[^\s"'<>]{1,300}?\/(?:web)?hooks?\/)[^\s"'<>)]+/gi,
  /([?&;](?:[\w.-]{0,60}(?:token|secret|password|passwd|signature|credential|api[_-]?key|access[_-]?key)|sig|pwd|pass|auth|key|code|jwt|x-amz-[\w-]{1,40})=)[^\s&"'<>)]+/gi,
  // Tokens of a known form: AWS, GitHub, GitLab, npm, then Telegram, Discord, Twilio, Mailgun, Slack, Stripe, JSON web tokens.
  /\b(?:A(?:KI|SI|BI|CC)A[A-Z0-9]{12,}|gh[a-z]_[A-Za-z0-9]{16,}|gl[a-z]{1,6}-[\w.-]{16,}|npm_[A-Za-z0-9]{30,})/g,
  /(?:\b|(?<=\bbot))(?:\d{8,10}:[\w-]{35}(?![\w-])|[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,}|(?:SK|key-)[0-9a-f]{32}\b|x(?:ox[a-z]|app)[.-][\w.-]{8,}|[spr]k[-_](?=[\w-]{0,80}\d)[\w-]{16,}|eyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*){0,3})/g,
  /\b(?:github_pat_|whsec_|pypi-|dckr_pat_|hf_|shp[a-z]{2}_|dop_v1_|ATATT|ATBB|AIza|ya29\.|SG\.|glsa_|hvs\.|dapi|xkeysib-|lin_(?:api|oauth)_|sq0[a-z]{3}-|EAAA|dp\.[a-z]{2,5}\.)[\w.+/=-]{16,}/g,
  /\b(T[A-Z\d]{6,12}\/B[A-Z\d]{6,12}\/|api\/(?:v\d{1,2}\/)?webhooks\/\d{17,20}\/)[\w-]{16,}/g,
  // Headers whose complete value is a secret.
  /\b((?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)["']?\s*[:=]\s*)[^\n]+/gi,
  /\b((?:[Bb]earer|BEARER|[Bb]asic|BASIC|[Tt]oken|ApiKey)\s+)(?=[a-z._~+/-]*[\dA-Z=]|[a-z]{24})[A-Za-z0-9._~+/=-]{8,}/g,
  // A password in the next line of YAML, and one in prose: `password hunter2secret`.
  /(\bp[a\u0430]ss(?:w[o\u043e]r[dt]|wd|phrase)["']?:[ \t]{0,4}[|>]?[+-]?[ \t]{0,4}\n[ \t]{1,20})(?!- |[\w.-]{1,60}:)\S+/gi,
  /(\bp[a\u0430]ss(?:w[o\u043e]r[dt]|wd|phrase) (?:is )?)(?=[a-z]{0,30}\d|\d{1,30}[a-z])[\w!?$%&#*+-]{8,}/gi,
  // name=value, "name": "value", --name value, <name>value</name>
  new RegExp(
    String.raw`((?<!\bunexpected )${SECRET_NAME}${REST_OF_NAME}(?:\\?["'\]]){0,2}\s{0,4}(?:=>|:=|[:=])[ \t]{0,4})${NO_SECRET}(?:${VALUE})`,
    'gi',
  ),
  new RegExp(String.raw`(--[\w-]{0,40}?${SECRET_NAME}${REST_OF_NAME}\s{1,4})(?!-)(?:${VALUE})`, 'gi'),
  new RegExp(`(<[\\w:.-]{0,40}${SECRET_NAME}>)[^<]+`, 'gi'),
  /(\b(?:login|sshpass|mysql\w{0,10})\b[^\n]{0,200}?\s-p[ =]?)\S+/g,
  /(\s(?:-u|--user)[ =]?)[^\s:]+:\S+/g,
  // A long word of letters and digits soon after such a name.
  new RegExp(
    `((?:\\b|_)${SECRET_NAME}\\b[^\\n\\w]{0,4}(?:\\w{1,12}[ :=]{1,3}){0,3})(?=[A-Za-z+/=_-]*\\d)[A-Za-z0-9+/=_-]{20,}`,
    'gi',
  ),
  // AWS secret access keys: 40 characters of mixed case and digits. Hashes have no capital letters.
  /(?<![\w/+.-])(?=[a-z0-9/+]{0,39}[A-Z])(?=[A-Z0-9/+]{0,39}[a-z])(?=[A-Za-z/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![\w/+-]|\.\w)/g,
];

/** Replaces keys, tokens, passwords, signatures in links, secret URLs, numbers of cards and of bank accounts. */
export const redact = (value: string): string =>
  withoutAccounts(
    RULES.reduce(
      (result, rule) => result.replace(rule, (_, kept) => (typeof kept === 'string' ? kept : '') + MARK),
      value,
    ),
    MARK,
  );

/** Longer than any text that is shown: a secret that the final cut would split must be matched as a whole. */
const MAX_READ_CHARS = 5000;

/** Cleans, redacts and then cuts external text to `maxChars` UTF-16 units. `undefined` if nothing readable is left. */
export const redactedText = (value: string | undefined, maxChars: number): string | undefined =>
  cut(redact(clean(value ?? '', MAX_READ_CHARS)), maxChars) || undefined;

/** {@link redactedText}, on one line. */
export const redactedLine = (value: string | undefined, maxChars: number): string | undefined =>
  cut(redact(cleanLine(value ?? '', MAX_READ_CHARS)), maxChars) || undefined;

/** Like safeUrl, but also `undefined` for a link that contains a secret. */
export const linkWithoutSecret = (value: string | undefined): string | undefined => {
  const url = safeUrl(value);
  return url && redact(url) === url ? url : undefined;
};
