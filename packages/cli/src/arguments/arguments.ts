/** Judges the flags of one command: every problem at once, in words that say what to write instead. */
import type { DeployError } from '@paintbox/deploy-core';
import { nearest } from '../did-you-mean.ts';
import {
  badValue,
  missingValue,
  repeatedFlag,
  unexpectedWord,
  unknownFlag,
  usageProblems,
} from '../errors.ts';
import { parseDuration } from './duration.ts';
import type { Flag } from './flags.ts';
import { tokenize } from './tokens.ts';
import type { GivenFlag } from './tokens.ts';

/** What a command accepts. */
export interface Accepts {
  /** The command as typed: `keys check`. */
  readonly command: string;
  readonly flags: readonly Flag[];
  /** Further words it takes: `[RUN]`; none when empty. */
  readonly operand?: string | undefined;
  /** Flags of other commands, to say whose a misplaced flag is. */
  readonly elsewhere?: readonly { readonly command: string; readonly flags: readonly Flag[] }[] | undefined;
}

/** The values given to a command, by flag name. */
export interface Values {
  readonly switches: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string>>;
  /** Values of pipeline params, by param name: every switch, and the words that were given. */
  readonly params: Readonly<Record<string, string | boolean>>;
  /** The words after the command. */
  readonly operands: readonly string[];
}

/**
 * Reads the flags of a command. A flag beats its variable.
 *
 * @throws DeployError `CLI_UNKNOWN_FLAG`, `CLI_MISSING_VALUE`, `CLI_BAD_VALUE`, `CLI_REPEATED_FLAG`, `CLI_UNEXPECTED_WORD`, or `CLI_USAGE` gathering several.
 */
export function parseCommand(
  argv: readonly string[],
  accepts: Accepts,
  env: Readonly<Record<string, string | undefined>>,
): Values {
  const { words, flags: given } = tokenize(argv, accepts.flags);
  const operands = words.slice(accepts.command.split(' ').length);
  const problems = [
    ...given.flatMap((flag, index) => flagProblems(flag, given.slice(0, index), accepts)),
    ...accepts.flags.flatMap((flag) => variableProblems(flag, given, env)),
    ...(accepts.operand === undefined && operands[0] !== undefined
      ? [unexpectedWord(operands[0], accepts.command)]
      : []),
  ];
  if (problems[0] !== undefined) throw problems.length === 1 ? problems[0] : usageProblems(problems);
  return valuesOf(accepts.flags, given, env, operands);
}

function valuesOf(
  flags: readonly Flag[],
  given: readonly GivenFlag[],
  env: Readonly<Record<string, string | undefined>>,
  operands: readonly string[],
): Values {
  const switches = new Set<string>();
  const values: Record<string, string> = {};
  const params: Record<string, string | boolean> = {};
  for (const flag of flags) {
    const typed = given.find(({ name }) => name === flag.name);
    const variable = flag.env === undefined ? '' : (env[flag.env] ?? '');
    if (flag.type === 'switch') {
      const on = typed !== undefined || isOn(variable);
      if (on) switches.add(flag.name);
      if (flag.param !== undefined) params[flag.param] = on;
    } else {
      const value = typed?.value ?? variable;
      if (value !== '') values[flag.name] = value;
      if (value !== '' && flag.param !== undefined) params[flag.param] = value;
    }
  }
  return { switches, values, params, operands };
}

function flagProblems(
  given: GivenFlag,
  before: readonly GivenFlag[],
  accepts: Accepts,
): readonly DeployError[] {
  const flag = accepts.flags.find(({ name }) => name === given.name);
  if (flag === undefined) return [unknownFlag(given.raw, accepts.command, unknownHint(given, accepts))];
  const dashed = `--${flag.name}`;
  if (before.some(({ name }) => name === given.name)) return [repeatedFlag(dashed)];
  if (flag.type === 'switch') {
    return given.value === undefined
      ? []
      : [badValue(dashed, given.value, `${dashed} is a switch: write it alone`)];
  }
  const value = given.value ?? '';
  const looksLikeFlag = !given.inline && value.startsWith('-') && value.length > 1;
  if (value === '' || looksLikeFlag) return [missingValue(dashed, flag.placeholder ?? 'VALUE')];
  return valueProblems(flag, dashed, value);
}

function valueProblems(flag: Flag, name: string, value: string): readonly DeployError[] {
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    const near = nearest(value, flag.choices);
    return [
      badValue(
        name,
        value,
        near === undefined ? `choose ${flag.choices.join(', ')}` : `did you mean '${near}'?`,
      ),
    ];
  }
  if (flag.reads === 'duration' && parseDuration(value) === undefined) {
    const hint = /^\d+$/.test(value)
      ? `say the unit: ${value}s or ${value}m`
      : 'write a length of time of at most 24 days: 90s, 5m, 1m30s, 2h';
    return [badValue(name, value, hint)];
  }
  return [];
}

function variableProblems(
  flag: Flag,
  given: readonly GivenFlag[],
  env: Readonly<Record<string, string | undefined>>,
): readonly DeployError[] {
  const value = flag.env === undefined ? '' : (env[flag.env] ?? '');
  if (flag.env === undefined || value === '' || given.some(({ name }) => name === flag.name)) return [];
  if (flag.type === 'switch') {
    const known = ['true', '1', 'false', '0'].includes(value.toLowerCase());
    return known ? [] : [badValue(`the variable ${flag.env}`, value, 'set it to true or false, or unset it')];
  }
  return valueProblems(flag, `the variable ${flag.env}`, value);
}

function isOn(variable: string): boolean {
  return ['true', '1'].includes(variable.toLowerCase());
}

function unknownHint(given: GivenFlag, accepts: Accepts): string {
  const owner = accepts.elsewhere?.find(({ flags }) => flags.some(({ name }) => name === given.name));
  if (owner !== undefined) return `${given.raw} belongs to '${owner.command}'`;
  const near = nearest(
    given.name,
    accepts.flags.map(({ name }) => name),
  );
  return near === undefined
    ? `paintbox-deploy ${accepts.command} --help lists its flags`.replace('  ', ' ')
    : `did you mean --${near}?`;
}
