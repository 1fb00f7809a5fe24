import type { Credentials } from '../aws/sign.ts';
import type { Send } from '../model/http.ts';

/**
 * Wraps a sender so that it signs the requests that ask for it. Most targets need no signature, so its code is loaded
 * when one does.
 * @param credentials called for each request: those of a function change.
 */
export const createSignedSend =
  (send: Send, credentials: () => Credentials, now = () => new Date()): Send =>
  async ({ sign, ...request }) => {
    if (!sign) return send(request);
    const { signedRequest } = await import('./signed-request.ts');
    return send(signedRequest(request, sign, credentials(), now()));
  };
