/**
 * Shares the terminal. listr2 draws the running steps. Between two drawings, questions and notices use the screen alone.
 * It only draws. Other code ends steps and handles signals.
 */
import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { ListrTask } from 'listr2';
import type { Paint } from '../paint.ts';
import type { Live } from './live.ts';

/** The screen of one run. */
export interface Screen {
  /** Draws steps together until all are done; later calls wait for their turn. */
  show(lives: readonly Live[]): void;
  /** Does work while nothing is drawn. */
  aside<T>(work: () => T | Promise<T>): Promise<T>;
  /** Resolves when everything shown is done and drawn. */
  idle(): Promise<void>;
  /** Releases the streams and shows the cursor, at once. */
  release(): void;
}

/** listr2 refuses to draw unless stdout is a terminal; here it may be stderr. */
class Drawing extends DefaultRenderer {
  static override nonTTY: boolean = true;
}

/** A screen on a terminal stream. */
export function createScreen(output: NodeJS.WriteStream, paint: Paint): Screen {
  const asides: (() => Promise<void>)[] = [];
  let queue: Promise<void> = Promise.resolve();
  let interrupt: (() => void) | undefined;
  let holding: ProcessOutput | undefined;

  const doAsides = async (): Promise<void> => {
    for (let work = asides.shift(); work !== undefined; work = asides.shift()) await work();
  };
  /** Draws until all steps are done or an aside needs the screen. Returns the steps whose end is not shown yet. */
  const drawOnce = async (lives: readonly Live[]): Promise<readonly Live[]> => {
    const shown = new Set<Live>();
    const { promise: interrupted, resolve } = Promise.withResolvers<void>();
    interrupt = resolve;
    // An aside may wait already. If we drew now, its question would wait for a step that waits for its answer.
    if (asides.length > 0) resolve();
    // While listr2 draws, it holds back both streams and prints other output afterwards.
    const held = new ProcessOutput(output, output === process.stdout ? process.stderr : process.stdout);
    holding = held;
    const tasks = lives.map((live): ListrTask => ({
      title: live.title(),
      task: async (_, task) => {
        const redraw = (): void => {
          task.title = live.title();
          if (!live.done && live.note() !== '') task.output = paint.dim(fitting(live.note(), output));
        };
        redraw();
        live.onChange(redraw);
        await Promise.race([live.over, interrupted]);
        live.onChange(undefined);
        if (live.done) shown.add(live);
        task.title = live.done || live.title() === '' ? live.title() : paint.dim(`… ${live.title()}`);
      },
    }));
    await new Listr(tasks, {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: Drawing,
      rendererOptions: {
        logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: held }),
        // The title of a finished step already has its mark.
        icon: { COMPLETED: '', OUTPUT: '›' },
        color: { PENDING: tint(paint.cyan), COMPLETED: tint(String), OUTPUT: tint(paint.dim) },
      },
    }).run();
    holding = undefined;
    interrupt = undefined;
    return lives.filter((live) => !shown.has(live));
  };
  const draw = async (lives: readonly Live[]): Promise<void> => {
    await doAsides();
    for (let open = lives; open.length > 0;) {
      open = await drawOnce(open);
      await doAsides();
    }
  };
  return {
    show(lives) {
      queue = queue.then(() => draw(lives));
    },
    aside: (work) => {
      const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof work>>>();
      asides.push(async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
      });
      interrupt?.();
      queue = queue.then(doAsides);
      return promise;
    },
    idle: () => queue,
    release() {
      holding?.release();
      holding = undefined;
    },
  };
}

function fitting(text: string, output: NodeJS.WriteStream): string {
  const width = Math.max(20, (output.columns ?? 80) - 8);
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function tint(colour: (text: string) => string): (text?: string) => string {
  return (text = '') => colour(text);
}
