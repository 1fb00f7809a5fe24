/** How a message is displayed. */
export interface Look {
  readonly scheme: 'light' | 'dark';
  /** An IANA name. Defaults to the browser's time zone. */
  readonly timeZone?: string;
  /** Names by the ids of mentions. A real message shows the name in the workspace. */
  readonly names?: Readonly<Record<string, string>>;
  /** When the message was posted, in ISO 8601. Without it no time stands beside the sender's name. */
  readonly at?: string;
  /** Called with the address of a button. Links are anchors, which the page handles. */
  readonly open?: (url: string) => void;
}

/** Draws the messages of one platform as its clients show them. */
export interface Drawing {
  /** CSS of the shadow root that the message is drawn in. */
  readonly style: string;
  /**
   * Draws the message into an empty element. An unknown part is replaced by its type in an element of the class
   * `undrawn`, so that no part is omitted without a trace.
   * @param body the output of the platform's channel.
   * @throws if the body is not of that platform.
   */
  draw(body: string, into: HTMLElement, look: Look): void;
}

/** A parsed part of a message. */
export type Part = { readonly type?: string } & Readonly<Record<string, unknown>>;

export const partsIn = (value: unknown): readonly Part[] => (Array.isArray(value) ? value : []);

/** The time of day as the platforms show it beside a sender's name in English. */
export const clockText = ({ at, timeZone }: Pick<Look, 'at' | 'timeZone'>): string =>
  at ? new Date(at).toLocaleTimeString('en-US', { timeZone, hour: 'numeric', minute: '2-digit' }) : '';

/** The URL if it is http or https; `undefined` for others, such as `javascript:`. */
export const webUrl = (value: unknown): string | undefined => {
  const url = URL.parse(String(value));
  return url && ['https:', 'http:'].includes(url.protocol) ? url.href : undefined;
};
