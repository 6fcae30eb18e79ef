import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** Sent with every answer: no framing, no sniffing, no scripts, HTTPS only. The one inline style is named by its hash. */
export function securityHeaders(inlineStyle: string): MiddlewareHandler {
  const styleHash = createHash('sha256').update(inlineStyle).digest('base64');
  const headers = Object.entries({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'content-security-policy': [
      `default-src 'none'`,
      `style-src 'sha256-${styleHash}'`,
      `base-uri 'none'`,
      `form-action 'none'`,
      `frame-ancestors 'none'`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
  });
  return async (context, next) => {
    await next();
    for (const [name, value] of headers) context.res.headers.set(name, value);
  };
}
