import type { Fields } from './fake-slack-state.ts';

/** Tier 3: at least 50 calls in a minute. @see https://docs.slack.dev/apis/web-api/rate-limits */
const PER_MINUTE = 50;

/** Messages to one channel: one in a second, with short bursts. */
const BURST = 5;

/** Counts calls as Slack does. It keeps to the lower end of what is documented. */
export const openLimits = () => {
  const minutes = new Map<string, { minute: number; count: number }>();
  const buckets = new Map<string, { left: number; at: number }>();

  const untilNextMinute = (key: string, seconds: number): number => {
    const minute = Math.floor(seconds / 60);
    const known = minutes.get(key);
    const count = known?.minute === minute ? known.count + 1 : 1;
    minutes.set(key, { minute, count });
    return count > PER_MINUTE ? Math.ceil((minute + 1) * 60 - seconds) : 0;
  };

  const untilNextPost = (key: string, seconds: number): number => {
    const { left, at } = buckets.get(key) ?? { left: BURST, at: seconds };
    const now = Math.min(BURST, left + (seconds - at));
    if (now < 1) return Math.max(1, Math.ceil(1 - now));
    buckets.set(key, { left: now - 1, at: seconds });
    return 0;
  };

  /** @returns after how many seconds the call may be repeated; 0 if it is accepted. */
  return (method: string, token: string, { channel }: Fields, now: Date): number => {
    const seconds = now.getTime() / 1000;
    return method === 'chat.postMessage'
      ? untilNextPost(`${token} ${channel}`, seconds)
      : untilNextMinute(`${token} ${method}`, seconds);
  };
};
