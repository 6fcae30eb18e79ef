/** Checks the flags of one command. Reports every problem at once, and what to write instead. */
import type { DeployError } from '@paintbox/deploy-core';
import { paramProblems } from '@paintbox/deploy-core/run';
import type { Params } from '@paintbox/deploy-core/run';
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
  /** The params of its pipeline. Their variables are checked too. */
  readonly params?: Params | undefined;
  /** Further words it takes: `[RUN]`; none when empty. */
  readonly operand?: string | undefined;
  /** Flags of other commands, to name the right command for a misplaced flag. */
  readonly elsewhere?: readonly { readonly command: string; readonly flags: readonly Flag[] }[] | undefined;
}

/** The values given to a command, by flag name. */
export interface GivenValues {
  readonly switches: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string>>;
  /** The typed values of pipeline params, by param name. The engine adds variables and defaults. */
  readonly params: Readonly<Record<string, string | boolean>>;
  /** The words after the command. */
  readonly operands: readonly string[];
}

/**
 * Reads the flags of a command. A flag wins over its variable.
 *
 * @throws DeployError `CLI_UNKNOWN_FLAG`, `CLI_MISSING_VALUE`, `CLI_BAD_VALUE`, `CLI_REPEATED_FLAG`, `CLI_UNEXPECTED_WORD`, `PARAMS_WRONG`, or `CLI_USAGE` gathering several.
 */
export function parseCommand(
  argv: readonly string[],
  accepts: Accepts,
  env: Readonly<Record<string, string | undefined>>,
): GivenValues {
  const { words, flags: given } = tokenize(argv, accepts.flags);
  const operands = words.slice(accepts.command.split(' ').length);
  const values = valuesOf(accepts.flags, given, env, operands);
  const problems = [
    ...given.flatMap((flag, index) => flagProblems(flag, given.slice(0, index), accepts)),
    ...paramProblems(accepts.params ?? {}, values.params, env),
    ...(accepts.operand === undefined && operands[0] !== undefined
      ? [unexpectedWord(operands[0], accepts.command)]
      : []),
  ];
  if (problems[0] !== undefined) throw problems.length === 1 ? problems[0] : usageProblems(problems);
  return values;
}

function valuesOf(
  flags: readonly Flag[],
  given: readonly GivenFlag[],
  env: Readonly<Record<string, string | undefined>>,
  operands: readonly string[],
): GivenValues {
  const switches = new Set<string>();
  const values: Record<string, string> = {};
  const params: Record<string, string | boolean> = {};
  for (const flag of flags) {
    const typed = given.find(({ name }) => name === flag.name);
    if (flag.type === 'switch') {
      if (typed === undefined) continue;
      if (flag.param === undefined) switches.add(flag.name);
      else params[flag.param] = true;
    } else {
      const ofVariable = flag.env === undefined || flag.param !== undefined ? undefined : env[flag.env];
      const value = typed?.value ?? ofVariable ?? '';
      if (value === '') continue;
      if (flag.param === undefined) values[flag.name] = value;
      else params[flag.param] = value;
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
  if (flag.reads === 'count' && !/^[1-9]\d{0,3}$/.test(value)) {
    return [badValue(name, value, 'write a whole number from 1 to 9999')];
  }
  if (flag.reads === 'duration' && parseDuration(value) === undefined) {
    const hint = /^\d+$/.test(value)
      ? `say the unit: ${value}s or ${value}m`
      : 'write a length of time of at most 24 days: 90s, 5m, 1m30s, 2h';
    return [badValue(name, value, hint)];
  }
  return [];
}

function unknownHint(given: GivenFlag, accepts: Accepts): string {
  const owner = accepts.elsewhere?.find(({ flags }) => flags.some(({ name }) => name === given.name));
  if (owner !== undefined) return `${given.raw} belongs to '${owner.command}'`;
  const near = nearest(
    given.name,
    accepts.flags.map(({ name }) => name),
  );
  return near === undefined
    ? `\`paintbox-deploy ${accepts.command} --help\` lists its flags`.replace('  ', ' ')
    : `did you mean --${near}?`;
}
