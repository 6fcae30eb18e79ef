import { proveKeysReadable } from '@paintbox/deploy-plugin-aws/jwks';
import type { LoadText } from '@paintbox/deploy-plugin-aws/jwks';
import type { Log } from '../log.ts';

/**
 * Proves that the keys can be read; otherwise logs what is wrong and what to do, one line for each problem, and sets the exit code to 1.
 * A stop that arrives meanwhile ends the trying: there is nothing to unwind yet.
 */
export async function requireReadableKeys(load: LoadText, log: Log): Promise<boolean> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    const proof = await proveKeysReadable({
      load,
      signal: stop.signal,
      onRetry: (problems, waitMs) => {
        for (const { code, message } of problems) log('warn', 'keys.retry', { code, message, waitMs });
      },
    });
    const { attempts, tookMs } = proof;
    if (proof.ok) {
      log('info', 'keys.readable', { kids: proof.kids, attempts, tookMs });
      return true;
    }
    for (const { code, message, hint } of proof.problems) {
      log('error', 'keys.unproven', { code, message, hint, attempts, tookMs });
    }
    process.exitCode = 1;
    return false;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    log('info', 'stopped', { answered: true });
    return false;
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
