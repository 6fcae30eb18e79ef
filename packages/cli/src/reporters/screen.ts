/**
 * Shares the terminal. listr2 draws the running steps. Between two drawings, questions and notices use the screen alone.
 * It only draws. Other code ends steps and handles signals.
 */
import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { ListrTask } from 'listr2';
import type { Paint } from '../paint.ts';
import { columnsOf, wrapWords } from '../wrap.ts';
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

/** Elapsed times are whole seconds. */
const REDRAW_EVERY_MS = 1_000;

/** Leaves the cursor on the screen: a killed process could not give a hidden one back. */
class WithCursor extends ProcessOutput {
  override hijack(): void {
    super.hijack();
    this.toStdout('\u001b[?25h', false);
  }
}

/** A screen on a terminal stream. `footer` is the line below the steps while they are drawn. */
export function createScreen(output: NodeJS.WriteStream, paint: Paint, footer: () => string): Screen {
  class Drawing extends DefaultRenderer {
    /** listr2 refuses to draw unless stdout is a terminal; here it may be stderr. */
    static override nonTTY: boolean = true;

    /** The last drawing is made without a prompt. It stays on the screen, so it has no footer. */
    override create(options?: Parameters<DefaultRenderer['create']>[0]): string {
      const drawn = super.create(options);
      const line = options?.prompt === false ? '' : footer();
      frame =
        line === '' ? drawn : [drawn, ...wrapWords(`  ${line}`, widthOf(output)).map(paint.dim)].join('\n');
      return frame;
    }
  }

  /** The text that is drawn now. */
  let frame = '';
  /** A terminal that became narrower broke the rows of the frame into more rows, which the next drawing would leave behind. */
  const wipe = (): void => {
    const rows = frame.split('\n').map(columnsOf);
    const broken = rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(row / (output.columns ?? 80))), 0);
    if (broken <= rows.length || broken > (output.rows ?? 24)) return;
    holding?.toStdout(`\u001b[${broken}A\u001b[J\u001b[${rows.length}B`, false);
  };

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
    const held = new WithCursor(output, output === process.stdout ? process.stderr : process.stdout);
    holding = held;
    const tasks = lives.map((live): ListrTask => ({
      title: live.title(),
      task: async (_, task) => {
        const redraw = (): void => {
          task.title = live.done ? wrapped(live.title(), widthOf(output)) : live.title();
          if (!live.done) task.output = paint.dim(live.note(2 * widthOf(output) - 16));
        };
        redraw();
        live.onChange(redraw);
        const clock = setInterval(redraw, REDRAW_EVERY_MS);
        await Promise.race([live.over, interrupted]);
        clearInterval(clock);
        live.onChange(undefined);
        if (live.done) shown.add(live);
        redraw();
        if (!live.done && live.title() !== '') task.title = paint.dim(`… ${live.title()}`);
      },
    }));
    output.on('resize', wipe);
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
    output.off('resize', wipe);
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

/** listr2 keeps two columns free. */
function widthOf(output: NodeJS.WriteStream): number {
  return Math.max(20, (output.columns ?? 80) - 2);
}

/** An outcome and its findings, whose further rows are moved in. listr2 would begin them under the first one. */
function wrapped(text: string, width: number): string {
  const rows = text
    .split('\n')
    .flatMap((line) => wrapWords(line, width, (/^ */.exec(line)?.[0].length ?? 0) + 2));
  return rows.join('\n');
}

function tint(colour: (text: string) => string): (text?: string) => string {
  return (text = '') => colour(text);
}
