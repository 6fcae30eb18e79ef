/** Lets this process trust one more authority for a while: the twin's. */
import tls from 'node:tls';
import { proveNode } from './errors.ts';

/**
 * Does work while the authority is trusted by every client of this process.
 *
 * @throws DeployError `CHECKS_PROVE_NODE` where Node cannot do that (before 22.19 and 24.5)
 */
export async function trusting<T>(root: string, work: () => Promise<T>): Promise<T> {
  if (typeof tls.setDefaultCACertificates !== 'function') throw proveNode(process.version);
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, root]);
  try {
    return await work();
  } finally {
    tls.setDefaultCACertificates(before);
  }
}
