/** How a message is looked at. */
export interface Look {
  readonly scheme: 'light' | 'dark';
  /** An IANA name; the reader's own zone where it is missing. */
  readonly timeZone?: string;
  /** What stands for ids in mentions; a real message shows the name that the workspace knows. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Draws what one platform is sent, as its clients would show it. */
export interface Drawing {
  /** CSS for the shadow root that the message is drawn in: neither side's style reaches the other. */
  readonly style: string;
  /**
   * Puts the message into an empty element. What it does not know is said in its place, in an element of the class
   * `undrawn`, so that a picture never leaves out what a message holds.
   * @param body as the platform's channel rendered it.
   * @throws if the body is not of that platform.
   */
  draw(body: string, into: HTMLElement, look: Look): void;
}

/** A part of a message, as it came out of JSON. */
export type Part = { readonly type?: string } & Readonly<Record<string, unknown>>;

export const partsIn = (value: unknown): readonly Part[] => (Array.isArray(value) ? value : []);

/** The URL if a browser may be sent there; others, such as `javascript:`, are `undefined`. */
export const webUrl = (value: unknown): string | undefined => {
  const url = URL.parse(String(value));
  return url && ['https:', 'http:'].includes(url.protocol) ? url.href : undefined;
};
