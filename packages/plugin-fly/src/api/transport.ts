/** What is known when no answer came. */

/** No answer. `no`: it is certain that nothing reached the server. */
export interface NoAnswer {
  readonly sent: 'no' | 'perhaps';
  readonly what: string;
  /** What to do, where it is more exact than the error's row. */
  readonly hint?: string | undefined;
  /** True when the same request may succeed a moment later. */
  readonly transient: boolean;
}

/** Codes of Node and undici that mean that the request was not sent. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/;
const WRONG_TLS = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)|UND_ERR_PRX_TLS/;

const HINTS = {
  tls: 'set `NODE_EXTRA_CA_CERTS` to the certificate of the proxy or server in between, and look at the clock of this machine',
  proxy: 'look at `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and at the rules of that proxy',
  name: 'check the network and the name; behind a proxy, set `HTTPS_PROXY`',
};

/** Reads an error of `fetch`. */
export function failedTransport(thrown: unknown): NoAnswer {
  const { code, words } = rootOf(thrown);
  const what = words === '' ? code : words;
  if (/^Proxy (?:response|Authentication)/.test(words)) {
    return {
      sent: 'no',
      what: `the proxy refused the connection: ${what}`,
      hint: HINTS.proxy,
      transient: false,
    };
  }
  if (WRONG_TLS.test(code)) return { sent: 'no', what: `TLS: ${what}`, hint: HINTS.tls, transient: false };
  if (code === 'ENOTFOUND') return { sent: 'no', what, hint: HINTS.name, transient: false };
  return { sent: NOT_SENT.test(code) ? 'no' : 'perhaps', what, transient: true };
}

/** `fetch` hides the reason in the cause of its error, and behind several causes when a name has several addresses. */
function rootOf(thrown: unknown): { readonly code: string; readonly words: string } {
  let error = thrown;
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  const tried: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const root = tried ?? error;
  const code = root instanceof Error && 'code' in root ? String(root.code) : '';
  return { code, words: root instanceof Error ? root.message : String(root) };
}
