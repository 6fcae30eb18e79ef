/** Makes the context of a run's listeners from the session. */
import type { RunEvent } from '../words/event.ts';
import type { ListenerContext } from '../words/listener.ts';
import { Secret } from '../words/secret.ts';
import { needsLock } from './needs-lock.ts';
import type { Session } from './session.ts';

/** The context of a run's listeners; `history` holds the events from before this process continued the run. */
export function listenerContext(session: Session, history: readonly RunEvent[]): ListenerContext {
  const { env, clock, commandLine, store, redactor } = session.ports;
  return {
    run: session.run,
    readOnly: !needsLock(session),
    history,
    env,
    commandLine,
    clock,
    state: store,
    secret(value) {
      redactor.add(value);
      return new Secret(value);
    },
  };
}
