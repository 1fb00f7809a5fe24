/** A text that only a ring has; it says which one it is. */
const RING = /^[\da-f-]{36}$/;

/**
 * A ring goes through the topic to the router and ends there, before any target is read: `doctor` sends one to see that
 * the way is open. It reaches nobody by construction.
 * @param id a UUID.
 */
export const probeText = (id: string): string => JSON.stringify({ 'pipebell-probe': id });

/** Which ring a message's body is; `undefined` for everything else. */
export const probeId = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('pipebell-probe' in body)) return undefined;
  const id = body['pipebell-probe'];
  return Object.keys(body).length === 1 && typeof id === 'string' && RING.test(id) ? id : undefined;
};
