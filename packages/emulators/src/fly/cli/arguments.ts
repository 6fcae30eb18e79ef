/** The words of a build, with flyctl's habits: `--depot=false` for booleans, its own words for mistakes. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { FlyctlError } from './failure.ts';

export interface BuildArguments {
  /** The build context. */
  readonly context: string;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  bool(name: string): boolean;
}

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const bool = { type: 'boolean' } as const;

/** What a build knows. Some flags are only accepted: what they choose does not exist here. */
const flags: ParseArgsOptionsConfig = {
  app: { ...text, short: 'a' },
  config: { ...text, short: 'c' },
  dockerfile: text,
  'build-arg': list,
  label: list,
  'image-label': text,
  'build-only': bool,
  push: bool,
  'remote-only': bool,
  depot: bool,
  'recreate-builder': bool,
  'no-cache': bool,
};

/** Reads the words after `deploy`. */
export function readArguments(words: readonly string[]): BuildArguments {
  for (const word of words) refuseUnknown(word);
  let parsed;
  try {
    const args = words.map(plainBoolean);
    parsed = parseArgs({ args, options: flags, allowPositionals: true, allowNegative: true });
  } catch (error) {
    if (error instanceof FlyctlError) throw error;
    throw new FlyctlError((error as Error).message.split('. ')[0] ?? 'invalid flags');
  }
  const { values, positionals } = parsed;
  return {
    context: positionals[0] ?? '.',
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    bool: (name) => values[name] === true,
  };
}

/** `--push=false` becomes `--no-push`, `--push=true` becomes `--push`. */
function plainBoolean(word: string): string {
  const [, name = '', value] = /^--([\w-]+)=(.*)$/su.exec(word) ?? [];
  if (flags[name]?.type !== 'boolean' || value === undefined) return word;
  if (['true', 't', '1', 'auto'].includes(value.toLowerCase())) return `--${name}`;
  if (['false', 'f', '0'].includes(value.toLowerCase())) return `--no-${name}`;
  throw new FlyctlError(
    `invalid argument "${value}" for "--${name}" flag: strconv.ParseBool: parsing "${value}": invalid syntax`,
  );
}

function refuseUnknown(word: string): void {
  const long = /^--([\w-]+)/u.exec(word)?.[1];
  if (long !== undefined && !flags[long]) throw new FlyctlError(`unknown flag: --${long}`);
  const short = /^-([A-Za-z])/u.exec(word)?.[1];
  if (short !== undefined && !Object.values(flags).some((flag) => flag.short === short))
    throw new FlyctlError(`unknown shorthand flag: '${short}' in ${word}`);
}
