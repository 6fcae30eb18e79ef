/** Splits a command line into words and flags, without checking them. */
import { parseArgs } from 'node:util';
import type { Flag } from './flags.ts';

/** One flag as it was typed. */
export interface GivenFlag {
  /** Without dashes. */
  readonly name: string;
  /** As typed: `--env`, `-h`. */
  readonly raw: string;
  readonly value: string | undefined;
  /** True for `--name=value`. */
  readonly inline: boolean;
}

/** A command line in pieces. */
export interface Tokens {
  readonly words: readonly string[];
  readonly flags: readonly GivenFlag[];
}

/** Reads the command line; only `known` value flags take the next word as their value. */
export function tokenize(argv: readonly string[], known: readonly Flag[]): Tokens {
  const options = Object.fromEntries(
    known.map((flag) => [
      flag.name,
      { type: flag.type === 'value' ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return {
    words: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    flags: tokens.flatMap((token) =>
      token.kind === 'option'
        ? [{ name: token.name, raw: token.rawName, value: token.value, inline: token.inlineValue ?? false }]
        : [],
    ),
  };
}

/** True when a switch is on the command line, even if that has other problems. */
export function hasSwitch(argv: readonly string[], name: string): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes(`--${name}`);
}
