/** Why a request failed, from the codes of Node. */

/** Why no complete answer came. `dns` and `unreachable` may be the fault of this machine's network; `not-asked` says nothing about the app. */
export type AnswerErrorKind =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'too-large'
  | 'not-asked'
  | 'other';

const KINDS: Readonly<Record<string, AnswerErrorKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
};

/** The kind of a code; `other` for one that says nothing about the network. */
export function kindOf(code: string): AnswerErrorKind {
  return /^(ERR_TLS_|ERR_SSL_|CERT_)/.test(code) ? 'tls' : (KINDS[code] ?? 'other');
}

/** The reason may be the cause of an error; with several addresses, there are several causes. */
export function classify(thrown: unknown): { readonly kind: AnswerErrorKind; readonly message: string } {
  let error = thrown;
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  if (error instanceof AggregateError && error.errors.length > 0) error = error.errors[0];
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message || code : String(error);
  return { kind: kindOf(code), message };
}
