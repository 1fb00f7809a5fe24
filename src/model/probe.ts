/** Form of a probe's id, a UUID. */
const ID = /^[\da-f-]{36}$/;

/**
 * Text of a probe. `doctor` publishes one to test the path through the topic to the router, which ends there: the router
 * logs a probe before it reads any target, so a probe is never delivered.
 * @param id a UUID.
 */
export const probeText = (id: string): string => JSON.stringify({ 'pipebell-probe': id });

/** @returns the id of the probe in a message's body; `undefined` if the body is not a probe. */
export const probeId = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('pipebell-probe' in body)) return undefined;
  const id = body['pipebell-probe'];
  return Object.keys(body).length === 1 && typeof id === 'string' && ID.test(id) ? id : undefined;
};
