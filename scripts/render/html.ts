/** A part of a message, as it came out of JSON. */
export type Part = { readonly type?: string } & Readonly<Record<string, unknown>>;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (value: unknown): string =>
  String(value).replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

export const partsIn = (value: unknown): readonly Part[] => (Array.isArray(value) ? value : []);

/** A picture must not leave out what a message holds. */
export const unknown = (what: string, { type }: Part): never => {
  throw new Error(`${what} of type ${type} cannot be drawn here`);
};

/** The reader of the pictures sits in Vienna. */
const reader = { timeZone: 'Europe/Vienna' } as const;

/** A time as Slack shows it by `{date_short_pretty} at {time}` to somebody who reads it another week. */
export const readerTime = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  const day = date.toLocaleDateString('en-US', { ...reader, month: 'short', day: 'numeric', year: 'numeric' });
  return `${day} at ${date.toLocaleTimeString('en-US', { ...reader, hour: 'numeric', minute: '2-digit' })}`;
};

/** A page that holds nothing but a message. Nothing on it may load anything. */
export const page = (style: string, body: string): string => `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<style>
* { box-sizing: border-box; }
body { margin: 0; padding: 12px; overflow-wrap: anywhere; }
${style}
</style>
${body}
`;
