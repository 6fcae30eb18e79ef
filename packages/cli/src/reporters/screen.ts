/**
 * The terminal, shared by turns. listr2 draws the steps that run now; questions and notices get the screen alone in between.
 * It only draws: what ends a step, and every signal, comes from elsewhere.
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
  /** Gives the streams back and shows the cursor, at once. */
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
  /** Draws until all are done or an aside wants the screen; returns the steps whose end it has not shown. */
  const drawOnce = async (lives: readonly Live[]): Promise<readonly Live[]> => {
    const shown = new Set<Live>();
    const { promise: interrupted, resolve } = Promise.withResolvers<void>();
    interrupt = resolve;
    // One may have come since the last turn; its question would wait for a step that waits for its answer.
    if (asides.length > 0) resolve();
    // While it draws, listr2 holds back both streams and prints what others wrote afterwards.
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
        // A finished step carries its own mark in its title.
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
