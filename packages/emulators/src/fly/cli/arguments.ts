/** Command-line parsing with flyctl's habits: `--flag=false` for booleans, its own words for mistakes. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { FlyctlError } from './failure.ts';

export type Flags = ParseArgsOptionsConfig;

export interface ParsedArguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** The flag's value, or `otherwise` when it was not given. */
  bool(name: string, otherwise: boolean): boolean;
}

/** Flags that every command has. */
export const globalFlags: Flags = {
  'access-token': { type: 'string', short: 't' },
  app: { type: 'string', short: 'a' },
  config: { type: 'string', short: 'c' },
  verbose: { type: 'boolean' },
  debug: { type: 'boolean' },
};

/** Parses the words after the command; an unknown or malformed flag is an error in flyctl's words. */
export function parseFlags(words: readonly string[], flags: Flags): ParsedArguments {
  const options: Flags = { ...globalFlags, ...flags };
  const given = words.map((word) => plainBoolean(word, options));
  for (const word of given) refuseUnknown(word, options);
  let parsed;
  try {
    parsed = parseArgs({ args: given, options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new FlyctlError((error as Error).message.split('. ')[0] ?? 'invalid flags');
  }
  const { values, positionals } = parsed;
  return {
    positionals,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    bool: (name, otherwise) => {
      const value = values[name];
      return typeof value === 'boolean' ? value : otherwise;
    },
  };
}

/** `--ha=false` becomes `--no-ha`, `--ha=true` becomes `--ha`; a string flag without a value that may lack it gets one. */
function plainBoolean(word: string, options: Flags): string {
  const match = /^--([\w-]+)(?:=(.*))?$/su.exec(word);
  const name = match?.[1] ?? '';
  const value = match?.[2];
  if (name === 'depot' && value === undefined) return '--depot=auto';
  if (options[name]?.type !== 'boolean' || value === undefined) return word;
  if (['true', 't', '1'].includes(value.toLowerCase())) return `--${name}`;
  if (['false', 'f', '0'].includes(value.toLowerCase())) return `--no-${name}`;
  throw new FlyctlError(
    `invalid argument "${value}" for "--${name}" flag: strconv.ParseBool: parsing "${value}": invalid syntax`,
  );
}

function refuseUnknown(word: string, options: Flags): void {
  const long = /^--([\w-]+)/u.exec(word)?.[1];
  if (long !== undefined) {
    const name = long.startsWith('no-') && options[long.slice(3)]?.type === 'boolean' ? long.slice(3) : long;
    if (!options[name]) throw new FlyctlError(`unknown flag: --${long}`);
    return;
  }
  const short = /^-([A-Za-z])/u.exec(word)?.[1];
  if (short !== undefined && !Object.values(options).some((option) => option.short === short)) {
    throw new FlyctlError(`unknown shorthand flag: '${short}' in ${word}`);
  }
}
