import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';

/**
 * Does once what Node does at the first request over TLS: it reads the certificate authorities, and compiles the
 * expression for IPv6 addresses. V8 compiles it once instead of twice if the first text has 1,000 characters.
 */
export const warmUpTls = (): void => {
  createSecureContext();
  isIP('-'.repeat(1000));
};
