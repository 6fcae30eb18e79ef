/** How the next command is typed here, so that what is printed works as it stands: the program as it was started, the environment, the config. */
import type { CommandLine } from '@paintbox/deploy-core/run';

/** What a person types for `paintbox-deploy`, set by what starts it in a way that cannot be seen. With `:NAME` at its end it is about that environment already. */
const TYPED_AS = 'PAINTBOX_TYPED_AS';

type Env = Readonly<Record<string, string | undefined>>;

/** The command line of who typed `--env` and `--config`, or left them out. */
export function commandLineOf(
  given: { readonly env?: string | undefined; readonly config?: string | undefined },
  env: Env,
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

/** A package manager says who it is; what it started is found again only through it. */
function programOf(env: Env): string {
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

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
