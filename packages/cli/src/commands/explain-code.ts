/** Says what an error code means and what to do: from the tables of errors of this process, without a network. */
import { codeAnchor, exitCodeMeans, knownErrors, plainText, typedText } from '@paintbox/deploy-core/run';
import type { CommandLine, ErrorRow, ExitCode, KnownErrors } from '@paintbox/deploy-core/run';
import { commandLineOf } from '../command-line.ts';
import { loadConfig } from '../config/load-config.ts';
import { printDocument, printLines } from '../deliver.ts';
import { nearest } from '../did-you-mean.ts';
import { reason, unknownCode } from '../errors.ts';
import { createPaint, wantsColour } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { printable } from '../printable.ts';
import type { BareCall } from './built-in.ts';

/** The explanation of a code. */
interface Explained {
  readonly code: string;
  /** The package whose table has it. */
  readonly table: string;
  readonly means: string;
  readonly do: string;
  readonly exits: readonly { readonly exitCode: ExitCode; readonly means: string }[];
  readonly docs: string | null;
}

/**
 * Prints what a code means; with `--json` as `{ schema: 'paintbox.code/1', … }`.
 *
 * @throws DeployError `CLI_UNKNOWN_CODE`
 */
export async function explainCode({ io, values }: BareCall): Promise<ExitCode> {
  const code = (values.operands[0] ?? '').toUpperCase();
  // Plugins of the config add their tables. Without a config, the tables of core and the command line are known.
  const problem = await loadConfig(io.cwd, values.values['config']).then(() => undefined, reason);
  const tables = knownErrors();
  const table = tables.find(({ rows }) => Object.hasOwn(rows, code));
  const row = table?.rows[code];
  if (table === undefined || row === undefined) throw unknown(code, tables, problem);
  const { env, config } = values.values;
  const explained = explain(code, table, row, commandLineOf({ env, config }, io.env));
  if (values.switches.has('json')) return printDocument(io, { schema: 'paintbox.code/1', ...explained });
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  return printLines(io, `${lines(explained, paint).map(printable).join('\n')}\n`);
}

function explain(code: string, { name, docs }: KnownErrors, row: ErrorRow, line: CommandLine): Explained {
  const { exitCode } = row;
  const exits = exitCode === null || exitCode === 'problems' ? [] : [exitCode].flat();
  return {
    code,
    table: name,
    means: plainText(row.means),
    do: typedText(plainText(row.do), line),
    exits: exits.map((one) => ({ exitCode: one, means: exitCodeMeans(one) })),
    docs: docs === null ? null : `${docs}#${codeAnchor(code)}`,
  };
}

function lines({ code, table, means, do: todo, exits, docs }: Explained, paint: Paint): readonly string[] {
  const row = (word: string, text: string): string => `  ${paint.dim(word.padEnd(6))}${text}`;
  return [
    `${paint.bold(code)}  ${paint.dim(`an error of ${table}`)}`,
    `  ${means}`,
    row('do', todo),
    ...exits.map(({ exitCode, means: says }) => row('exit', `${exitCode}: ${says}`)),
    ...(docs === null ? [] : [row('docs', docs)]),
  ];
}

function unknown(code: string, tables: readonly KnownErrors[], problem: string | undefined): Error {
  const near = nearest(
    code,
    tables.flatMap(({ rows }) => Object.keys(rows)),
  );
  const known = `known are the codes of ${tables
    .map(({ name }) => name)
    .toSorted()
    .join(', ')}`;
  const more =
    problem === undefined ? known : `${known}; those of plugins come with the config, and ${problem}`;
  return unknownCode(
    code,
    near === undefined ? more : `did you mean \`paintbox-deploy explain ${near}\`? ${more}`,
  );
}
