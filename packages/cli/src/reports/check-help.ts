/** Where each check is explained on the site. A test compares this list with the page, and with the checks of the plugins. */
import { docsPage } from '@paintbox/deploy-core/run';

/** Checks with an entry of their own. A group, such as `metric`, has one entry for all that begin with it. */
const EXPLAINED: ReadonlySet<string> = new Set(
  `accessibility health machines compare load rehearsal watch monitor metric command excel prove probe
  identity.build identity.machines identity.cache identity.steady
  jwks.keys jwks.published jwks.accepted jwks.refused jwks.caching jwks.cors jwks.type jwks.body-size
  jwks.stored jwks.pair jwks.states jwks.size
  tls.chain tls.addresses tls.expiry tls.protocol tls.cipher tls.clock
  headers.hsts headers.csp headers.content-type-options headers.frame-options headers.referrer-policy
  headers.permissions-policy headers.regression
  latency.home latency.health latency.jwks
  watch.errors watch.latency way-back.image way-back.config way-back.secrets state.lock state.runs`.split(
    /\s+/,
  ),
);

/** The address of the entry of a check, of its group, or of the part on checks of one's own. */
export function checkHelp(id: string): string {
  const group = id.split('.')[0] ?? id;
  const entry = [id, group].find((name) => EXPLAINED.has(name));
  return docsPage(
    entry === undefined ? 'checks#checks-of-your-own' : `checks#check-${entry.replaceAll('.', '-')}`,
  );
}
