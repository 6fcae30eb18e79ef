/** Chooses the reporter of a run. */
import type { Pipeline } from '@paintbox/deploy-core';
import { delivered } from '../deliver.ts';
import type { Io, Output } from '../io.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { automatic } from './automatic.ts';
import { checklistReporter } from './checklist.ts';
import type { ClosingContext } from './next-commands.ts';
import { githubReporter } from './github.ts';
import { jsonlReporter } from './jsonl.ts';
import { logReporter } from './log.ts';
import { plainReporter } from './plain.ts';
import type { Reporter } from './reporter.ts';
import type { Usual } from './usual.ts';

/** The values of `--reporter`. */
export type ReporterName = 'auto' | 'tty' | 'plain' | 'jsonl' | 'log' | 'github';

/** The inputs of the choice. */
export interface ReporterChoice {
  readonly io: Io;
  readonly name: ReporterName;
  /** True when stdout is reserved for the JSON document. */
  readonly json: boolean;
  readonly noColour: boolean;
  readonly verbose: boolean;
  readonly closing: ClosingContext;
  /** Unknown for a run of the past. */
  readonly pipeline: Pipeline | undefined;
  /** Reads how long stages took in earlier runs. Only a terminal asks. */
  readonly usual: () => Promise<Usual>;
  /** True for a look at the set-up, which people read as a checklist. */
  readonly checklist: boolean;
}

/** Text for people goes to stdout, unless a program reads stdout. */
export function humanOutput(io: Io, machineOwnsStdout: boolean): Output {
  return machineOwnsStdout ? io.stderr : io.stdout;
}

/** True for reporters that write only JSON lines on stdout. */
export function isForPrograms(name: ReporterName): boolean {
  return name === 'jsonl' || name === 'log';
}

/** The reporter; `auto` is a terminal's, GitHub's, or plain lines. Only a terminal loads listr2. */
export async function chooseReporter(choice: ReporterChoice): Promise<Reporter> {
  const { io, closing, verbose } = choice;
  const output = humanOutput(io, choice.json || choice.name === 'jsonl');
  const paint = createPaint(wantsColour(output, io.env, choice.noColour));
  const name = choice.name === 'auto' ? automatic(output, io.env) : choice.name;
  switch (name) {
    case 'jsonl':
      return jsonlReporter({
        deliver: (line) => delivered(io, line, 'lines'),
        human: output,
        paint,
        closing,
      });
    case 'log':
      return logReporter({ output, verbose, closing });
    case 'github':
      return githubReporter({
        output,
        paint,
        verbose,
        closing,
        summaryFile: io.env['GITHUB_STEP_SUMMARY'],
        outputFile: io.env['GITHUB_OUTPUT'],
      });
    case 'tty': {
      if (choice.checklist) return checklistReporter({ output, paint, verbose, closing });
      if (!isTerminal(output)) return plainReporter({ output, paint, verbose, closing });
      const { ttyReporter } = await import('./tty.ts');
      return ttyReporter({
        output,
        paint,
        verbose,
        closing,
        pipeline: choice.pipeline,
        usual: choice.usual(),
      });
    }
    default:
      if (choice.checklist) return checklistReporter({ output, paint, verbose, closing });
      return plainReporter({ output, paint, verbose, closing });
  }
}

/** A terminal is a real stream with a cursor. Other streams cannot be redrawn. */
function isTerminal(output: Output): output is NodeJS.WriteStream {
  return output.isTTY === true && 'cursorTo' in output;
}
