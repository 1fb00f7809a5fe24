import type { FakeSlack } from './fake-slack.ts';
import { serveFake } from './serve-fake.ts';

export interface SlackServer {
  /** The value of a target's `apiUrl`. */
  readonly apiUrl: string;
  close(): Promise<void>;
}

/** Serves the fake on this machine, over http, or over https with the certificate of `localhost`. */
export const serveSlack = async (slack: FakeSlack, { secure = false } = {}): Promise<SlackServer> => {
  const { origin, close } = await serveFake(slack.send, { as: 'https://slack.com', secure });
  return { apiUrl: `${origin}/api/`, close };
};
