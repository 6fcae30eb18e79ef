import type { JwksFailure } from '@paintbox/deploy-plugin-aws/jwks';
import type { Log, LogFields } from '../log.ts';

/** Says why the keys could not be read again; what is served meanwhile is the last good set. */
export function logKeysFailure(log: Log, failure: JwksFailure): void {
  switch (failure.reason) {
    case 'invalid':
      return log('error', 'keys.invalid', {
        problems: failure.problems.map(({ code, message }) => `${code}: ${message}`),
      });
    case 'timeout':
      return log('error', 'keys.timeout', { timeoutMs: failure.timeoutMs });
    case 'load-failed':
      return log('error', 'keys.unreadable', describe(failure.error));
    default:
      return unreachable(failure);
  }
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : undefined;
  };
  return { error: error.name, code: text('code'), message: error.message, hint: text('hint') };
}

function unreachable(value: never): never {
  throw new TypeError(`Not expected here: ${typeof value}`);
}
