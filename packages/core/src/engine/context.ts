/** Makes the context a stage works with, from the session. */
import { confirmationNeeded, declined } from '../errors.ts';
import type { Log, StageContext } from '../words/context.ts';
import { Secret } from '../words/secret.ts';
import type { AnyStage } from '../words/stage.ts';
import { assertCheck, assertDocument, textOf } from './call-shape.ts';
import { createExec } from './exec.ts';
import type { Session } from './session.ts';

/** The same symbol in every installed copy of this package. */
const FINISH: unique symbol = Symbol.for('@paintbox/deploy-core/finish');

/** Thrown by `ctx.finish`: the run ends here, successfully. */
interface Finish extends Error {
  readonly [FINISH]: true;
}

/** True for an error thrown by `ctx.finish` of any copy of this package. Its message is the reason. */
export function isFinish(error: unknown): error is Finish {
  return error instanceof Error && FINISH in error;
}

/** A context for one stage and one signal. */
export function createContext(session: Session, stage: AnyStage, signal: AbortSignal): StageContext {
  const { ports } = session;
  const say = (level: 'debug' | 'info' | 'warn') => (message: string) => {
    void session.emit({ type: 'stage.log', stage: stage.name, level, message: textOf(message) });
  };
  const slowed = new Set<string>();
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn') };
  return {
    run: session.run,
    params: paramValues(session, stage),
    signal,
    env: ports.env,
    log,
    clock: ports.clock,
    random: ports.random,
    state: ports.store,
    $: createExec(ports.env, signal),
    dryRun: session.dryRun,
    progress: (message) =>
      void session.emit({ type: 'stage.progress', stage: stage.name, message: textOf(message) }),
    throttled(service) {
      if (slowed.has(service)) return;
      slowed.add(service);
      void session.emit({ type: 'stage.throttled', stage: stage.name, service: textOf(service) });
    },
    check(check) {
      assertCheck(stage.name, check);
      void session.emit({ type: 'check', stage: stage.name, check });
    },
    output(document) {
      assertDocument(stage.name, document);
      const { title, text } = document;
      void session.emit({ type: 'stage.output', stage: stage.name, title, text });
    },
    secret(value) {
      ports.redactor.add(value);
      return new Secret(value);
    },
    async confirm(question) {
      if (ports.confirm === undefined) throw confirmationNeeded(question);
      return orAborted(ports.confirm(question), signal);
    },
    finish(reason) {
      throw Object.assign(new Error(reason), { name: 'Finish', [FINISH]: true });
    },
    decline(reason) {
      throw declined(reason);
    },
  };
}
/** A cancelled run stops waiting for the answer, because the person may never give one. */
async function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The declared params of a stage, absent ones as `false` or `undefined`. */
function paramValues(session: Session, stage: AnyStage): Record<string, string | boolean | undefined> {
  return Object.fromEntries(
    Object.entries(stage.body.params).map(([name, param]) => [
      name,
      (Object.hasOwn(session.params, name) ? session.params[name] : undefined) ??
        (param.type === 'flag' ? false : undefined),
    ]),
  );
}
