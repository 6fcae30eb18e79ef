/** For a terminal: listr2 redraws the running steps. Finished steps become ordinary text, so the list never outgrows the screen. */
import type { Pipeline, RunEvent } from '@paintbox/deploy-core';
import { wrapLines } from '../wrap.ts';
import { createCourse } from './course.ts';
import { createLive } from './live.ts';
import type { Live } from './live.ts';
import { createNarrator } from './narrator.ts';
import { closingLines } from './closing.ts';
import type { TextReporterOptions } from './plain.ts';
import type { Reporter } from './reporter.ts';
import { createScreen } from './screen.ts';
import type { Usual } from './usual.ts';

/** The reporter for terminals. Stages of one group in the pipeline are drawn together. */
export function ttyReporter(
  options: TextReporterOptions & {
    readonly output: NodeJS.WriteStream;
    readonly pipeline: Pipeline | undefined;
    /** How long stages took in earlier runs, when that is known. */
    readonly usual?: Promise<Usual> | undefined;
  },
): Reporter {
  const { paint, output } = options;
  const narrate = createNarrator(paint, options.verbose, options.closing.note);
  let usual: Usual = new Map();
  // A run does not wait for what earlier runs took, and goes on without it.
  options.usual?.then(
    (known) => (usual = known),
    () => {},
  );
  const course = createCourse(options.pipeline, () => usual);
  const screen = createScreen(output, paint, () => course.text());
  const lives = new Map<string, Live>();
  const groups = (options.pipeline?.elements ?? []).map((element) =>
    element.kind === 'parallel' ? element.members.map(({ name }) => name) : [element.name],
  );

  /** Undo and verify are separate steps. Messages of the stage during them belong to these steps. */
  const openKeys = new Map<string, string>();

  const begin = (key: string, stage: string): Live => {
    const known = lives.get(key);
    if (known !== undefined && !known.done) return known;
    const together = key === stage ? (groups.find((group) => group.includes(stage)) ?? [stage]) : [key];
    const fresh = together
      .filter((name) => name === key || !lives.has(name))
      .map((name) => createLive(name, paint, () => usual.get(name.replace(/^verify /, ''))));
    for (const live of fresh) lives.set(live.name, live);
    // In a resumed run, some members of a group are already done. Do not wait for them.
    for (const live of lives.values()) if (!live.seen && !fresh.includes(live)) live.leave();
    screen.show(fresh);
    return lives.get(key) ?? createLive(key, paint, () => undefined);
  };
  const leaveAll = (): void => {
    for (const live of lives.values()) live.leave();
    lives.clear();
    openKeys.clear();
  };
  const write = (lines: readonly string[]): void =>
    void output.write(`${wrapLines(lines, output.columns).join('\n')}\n`);
  const print = (lines: readonly string[]): void => {
    // Not awaited: the screen keeps the order, and close() waits for it.
    if (lines.length > 0) void screen.aside(() => write(lines));
  };
  const stepOf = (event: StageEvent): Live | undefined => {
    switch (event.type) {
      case 'stage.started':
      case 'stage.skipped':
      case 'stage.cancelled':
        return begin(event.stage, event.stage);
      case 'undo.started':
      case 'verify.started': {
        const key = `${event.type === 'undo.started' ? 'undo' : 'verify'} ${event.stage}`;
        openKeys.set(event.stage, key);
        return begin(key, event.stage);
      }
      default: {
        const live = lives.get(openKeys.get(event.stage) ?? event.stage);
        return live?.done === true ? undefined : live;
      }
    }
  };

  return {
    name: 'tty',
    handle(event) {
      course.see(event);
      const lines = narrate(event);
      if (event.type === 'run.ended') leaveAll();
      const step = 'stage' in event ? stepOf(event) : undefined;
      if (step === undefined) print(lines);
      else step.see(event, lines);
      if (event.type.startsWith('undo.') || event.type.startsWith('verify.')) {
        if ('stage' in event && !event.type.endsWith('.started')) openKeys.delete(event.stage);
      }
    },
    aside: (work) => screen.aside(work),
    conclude: async (record) =>
      void output.write(`${closingLines(record, options.closing, paint, output.columns).join('\n')}\n`),
    release: () => screen.release(),
    async close() {
      leaveAll();
      await screen.idle();
    },
  };
}

type StageEvent = Extract<RunEvent, { readonly stage: string }>;
