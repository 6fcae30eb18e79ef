/** How the next command is typed here, so that printed commands work as shown: the program as it was started, the environment, the config. */
import type { CommandLine } from '@paintbox/deploy-core/run';

/** The words a person types for `paintbox-deploy`, set by a starter that cannot be detected. With `:NAME` at its end it already names the environment. */
const TYPED_AS = 'PAINTBOX_TYPED_AS';

type ShellEnv = Readonly<Record<string, string | undefined>>;

/** The command line for the typed `--env` and `--config`. */
export function commandLineOf(
  given: { readonly env?: string | undefined; readonly config?: string | undefined },
  env: ShellEnv,
): CommandLine {
  const typedAs = env[TYPED_AS] ?? '';
  const { env: name = 'production', config } = given;
  return {
    program: typedAs === '' ? programOf(env) : typedAs,
    flags: [
      ...(name === 'production' || typedAs.endsWith(`:${name}`) ? [] : [`--env ${quoted(name)}`]),
      ...(config === undefined ? [] : [`--config ${quoted(config)}`]),
    ],
  };
}

/** The command of the package manager that started us. Without it, the program may not be on the PATH. */
function programOf(env: ShellEnv): string {
  const [, name = '', major = ''] = /^(\w+)\/(\d+)/.exec(env['npm_config_user_agent'] ?? '') ?? [];
  switch (name) {
    case 'pnpm':
      return `npx -y pnpm@${major} paintbox-deploy`;
    case 'npm':
      return 'npx paintbox-deploy';
    case 'yarn':
      return 'yarn paintbox-deploy';
    default:
      return 'paintbox-deploy';
  }
}

/** Quoted as one word for a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
