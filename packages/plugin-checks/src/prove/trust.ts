/** Lets this process trust the twin's authority for a while. */
import tls from 'node:tls';
import { proveNode } from './errors.ts';

/**
 * Runs `work` while every client of this process trusts the authority.
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
