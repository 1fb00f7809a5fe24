import type { Outcome } from '../model/outcome.ts';

/** OpenSSL's verification errors, and Node's own for a certificate of another host. */
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CRL_|INVALID_CA|PATH_LENGTH|HOSTNAME_MISMATCH|ERR_TLS_CERT)/;

export const BLOCKED: Extract<Outcome, { kind: 'rejected' }> = {
  kind: 'rejected',
  reason: 'blocked',
  detail: 'the address is not public',
};

/** The outcome of a request without an answer. Only the error's code is kept: its message can contain the URL. */
export const classifyError = (error: unknown): Outcome => {
  const code = String((error as NodeJS.ErrnoException).code ?? 'UNKNOWN').slice(0, 60);
  // A name can have such an address in passing, for example while its zone is changed.
  if (code === 'EBLOCKED') return { ...BLOCKED, unconfirmed: true };
  if (code === 'DEADLINE') return { kind: 'retry', reason: 'timeout' };
  return { kind: 'retry', reason: CERTIFICATE.test(code) ? 'tls' : 'network', detail: code };
};
