import http from 'node:http';
import type { Api } from '../../src/studio/api.ts';
import type { FlowDelivery, FlowPatch, FlowSnapshot } from '../../src/studio/flow-api.ts';
import { sampleTargets } from '../../src/studio/sample-targets.ts';
import { openStudio, type StudioOptions } from '../../src/studio/studio.ts';

/** Replaces the built page. */
const assets: StudioOptions['assets'] = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>stub</title>' }],
  ['/page.js', { type: 'text/javascript; charset=utf-8', body: 'void 0' }],
]);

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

type Gets = Extract<keyof Api, `GET ${string}`>;
type Posts = Extract<keyof Api, `POST ${string}`>;
type Path<Route extends string> = Route extends `${string} ${infer P}` ? P : never;

/** Sends a request without fetch, which sets Host and Origin itself. */
export const request = (
  port: number,
  { method = 'GET', path = '/', headers = {}, body = '' as string | Buffer } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = http.request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, text: Buffer.concat(chunks).toString() });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Applies an event of the stream to the state, as the page does. */
const merged = (state: FlowSnapshot | undefined, event: string, data: unknown): FlowSnapshot => {
  if (event === 'snapshot' || !state) return data as FlowSnapshot;
  const { events = [], deliveries = [], dropped = [], ...rest } = data as FlowPatch;
  const put = <Item extends { id: string }>(before: readonly Item[], changed: readonly Item[]): Item[] =>
    [...new Map([...before, ...changed].map((item) => [item.id, item])).values()].filter(
      ({ id }) => !dropped.includes(id),
    );
  return { ...state, ...rest, events: put(state.events, events), deliveries: put(state.deliveries, deliveries) };
};

/** Connects to the event stream of the flow. */
const listen = async (url: string) => {
  let state: FlowSnapshot | undefined;
  const waiting = new Set<() => void>();
  const abort = new AbortController();
  const response = await fetch(`${url}api/flow/events`, { signal: abort.signal });
  const read = async (): Promise<void> => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const [, event = '', json = ''] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
        if (event) state = merged(state, event, JSON.parse(json));
      }
      for (const look of waiting) look();
    }
  };
  const reading = read().catch(() => {});
  return {
    response,
    /** Resolves with the first state that fulfils the condition. */
    until: (matches: (flow: FlowSnapshot) => boolean): Promise<FlowSnapshot> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!state || !matches(state)) return;
          waiting.delete(look);
          resolve(state);
        };
        waiting.add(look);
        look();
      }),
    async close(): Promise<void> {
      abort.abort();
      await reading;
    },
  };
};

/** A studio with a stub as its page. The caller closes it. */
export const openTestStudio = async (options: Partial<StudioOptions> = {}) => {
  const reports: string[] = [];
  const report = (text: string): unknown => reports.push(text);
  const studio = await openStudio({ origin: sampleTargets, port: 0, report, ...(assets && { assets }), ...options });
  const listeners: { close(): Promise<void> }[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: tests read refusals and answers in every place
  const json = async (response: Response): Promise<{ status: number; answer: any }> => ({
    status: response.status,
    answer: await response.json(),
  });
  return {
    ...studio,
    reports,
    async get<Name extends Path<Gets>>(path: Name, query: Record<string, string> = {}) {
      const search = new URLSearchParams(query);
      const found = await json(await fetch(new URL(`${path}?${search}`, studio.url)));
      return found.answer as Api[`GET ${Name}` & keyof Api]['answer'];
    },
    async post<Name extends Path<Posts>>(path: Name, sent: Api[`POST ${Name}` & keyof Api]['send']) {
      const found = await json(await postTo(studio.url, path, sent));
      return found.answer as Api[`POST ${Name}` & keyof Api]['answer'];
    },
    /** Like `post`, for requests that are refused or not part of the contract. */
    refused: async (path: string, sent: unknown) => json(await postTo(studio.url, path, sent)),
    async listen() {
      const listener = await listen(studio.url);
      listeners.push(listener);
      return listener;
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
      await studio.close();
    },
  };
};

const postTo = (url: string, path: string, sent: unknown): Promise<Response> =>
  fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });

export const deliveryTo = (flow: FlowSnapshot, target: string): FlowDelivery | undefined =>
  flow.deliveries.findLast((delivery) => delivery.target === target);
