/** Lets listeners finish their work on a run that has its verdict, because its process may have been killed before they did. */
import { createRedactor } from '../secrets/redactor.ts';
import { plainCommandLine } from '../words/command-line.ts';
import { errorRecord } from '../words/error.ts';
import type { RunEvent } from '../words/event.ts';
import type { ListenerContext } from '../words/listener.ts';
import { Secret } from '../words/secret.ts';
import { LISTENERS_MS, createListenerHub } from './listener-hub.ts';
import type { RunOptions } from './run-options.ts';
import type { RunStory } from './run-story.ts';
import { systemClock } from './system.ts';

/** Opens the listeners with all events of the run and closes them, within their budget. A failure is reported but not stored: the journal is complete. */
export async function remindListeners(options: RunOptions, story: RunStory): Promise<void> {
  const { run, state, events, tail } = story;
  const redactor = createRedactor();
  const clock = options.clock ?? systemClock;
  const context: ListenerContext = {
    run,
    readOnly: (state.started?.token ?? null) === null,
    history: events,
    env: options.env ?? {},
    commandLine: options.commandLine ?? plainCommandLine(run.environment),
    clock,
    state: options.store,
    secret(value) {
      redactor.add(value);
      return new Secret(value);
    },
  };
  const hub = createListenerHub<RunEvent>({
    listeners: (options.listeners ?? []).map((given) => ({
      name: given.name,
      open: () => ('open' in given ? given.open(context) : given),
    })),
    clock,
    onFailure: (listener, error) =>
      hub.send({
        ts: new Date(clock.now()).toISOString(),
        runId: run.id,
        seq: tail.seq + 1,
        type: 'listener.failed',
        listener,
        error: redactor.data(errorRecord(error)),
      }),
  });
  await hub.close(LISTENERS_MS);
}
