/** The errors of a package as one table: the code, the exit code, what it means and what to do. Messages, the docs and `explain CODE` take it from there. */
import { codeAnchor, docsSite, plainText } from './docs-site.ts';
import { DeployError } from './error.ts';
import { registerErrors } from './error-registry.ts';
import type { ErrorRow, ErrorRows } from './error-row.ts';
import type { ExitCode } from './exit-code.ts';

/** Details of one error beyond its row. */
export interface ErrorDetails<Row extends ErrorRow = ErrorRow> {
  /** What to do now, where this is more exact than the row. Null: no hint, for a problem whose gathering error has one. */
  readonly hint?: string | null | undefined;
  readonly cause?: unknown;
  /** True when the same call may succeed a moment later; only such errors are retried. */
  readonly transient?: boolean | undefined;
  /** The errors this one gathers, when many were found at once. */
  readonly problems?: readonly DeployError[] | undefined;
  /** One of the exit codes of the row, when it has several. */
  readonly exitCode?:
    | (Row['exitCode'] extends readonly (infer Code extends ExitCode)[] ? Code : never)
    | undefined;
}

/** A table of errors, which also makes them: exit code and docs address always come from the table. */
export interface ErrorTable<Rows extends ErrorRows = ErrorRows> {
  /** The short name of the package: `fly`. */
  readonly name: string;
  /** The page that explains the codes, each at an anchor such as `#fly-token-missing`; null when there is none. */
  readonly docs: string | null;
  readonly rows: Rows;
  /** Makes an error. `message` says what happened, with the values. */
  readonly error: <Code extends keyof Rows & string>(
    code: Code,
    message: string,
    details?: ErrorDetails<Rows[Code]>,
  ) => DeployError;
}

/** Options of a table. */
export interface ErrorTableOptions {
  /** The address of the page that explains the codes, each at an anchor such as `#shop-closed`. A relative one is a page of the site of Paintbox Deploy. Default: none. */
  readonly docs?: string | undefined;
}

/**
 * The errors of a package. Rows are written `as const`, so that a code which is not in the table is a compile error. Every table is known to `explain CODE`.
 *
 * @example
 * const rows = {
 *   SHOP_CLOSED: { exitCode: 1, means: 'The shop answers 503.', do: 'open it, then deploy again' },
 * } as const;
 * const shop = errorTable('shop', rows, { docs: 'https://shop.example/errors' });
 * throw shop.error('SHOP_CLOSED', 'the shop answers 503', { transient: true });
 */
export function errorTable<const Rows extends ErrorRows>(
  name: string,
  rows: Rows,
  options: ErrorTableOptions = {},
): ErrorTable<Rows> {
  const docs = options.docs === undefined ? null : new URL(options.docs, docsSite).href;
  const table: ErrorTable<Rows> = {
    name,
    docs,
    rows,
    error: (code, message, details = {}) => {
      // A caller in JavaScript may use an unknown code.
      const row: ErrorRow | undefined = rows[code];
      return new DeployError(code, message, {
        hint: details.hint === null ? undefined : (details.hint ?? (row && plainText(row.do))),
        cause: details.cause,
        transient: details.transient,
        problems: details.problems,
        exitCode: exitCodeOf(row?.exitCode ?? 1, details),
        docs: docs === null ? null : `${docs}#${codeAnchor(code)}`,
      });
    },
  };
  registerErrors({ name, docs, rows });
  return table;
}

function exitCodeOf(
  exitCode: ErrorRow['exitCode'],
  details: {
    readonly exitCode?: ExitCode | undefined;
    readonly problems?: readonly DeployError[] | undefined;
  },
): ExitCode {
  if (exitCode === 'problems')
    return details.problems?.find((problem) => problem.exitCode !== 1)?.exitCode ?? 1;
  if (typeof exitCode === 'number') return exitCode;
  return details.exitCode ?? exitCode?.[0] ?? 1;
}
