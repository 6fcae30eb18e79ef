/** What the app takes from its environment. Read once, at the start; everything else gets it as an argument. */
export type Settings = {
  readonly host: string;
  readonly port: number;
  /** The release that these machines belong to; undefined outside a deploy, and then nothing is echoed. */
  readonly build: string | undefined;
  /** The machine's own name on Fly.io. */
  readonly machine: string | undefined;
  readonly publicSecretId: string;
};

/** The settings, or everything that is wrong with the environment. */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
): Settings | readonly string[] {
  const problems: string[] = [];
  const port = Number(env['PORT'] ?? '8080');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push('PORT must be a whole number up to 65535');
  const build = present(env['PAINTBOX_BUILD_ID']);
  if (build !== undefined && !/^[\w.:@/+-]{1,200}$/u.test(build)) {
    problems.push('PAINTBOX_BUILD_ID may hold letters, digits and . : @ / + - _ only, 200 at most');
  }
  if (problems.length > 0) return problems;
  return {
    host: present(env['HOST']) ?? '0.0.0.0',
    port,
    build,
    machine: present(env['FLY_MACHINE_ID']),
    publicSecretId: present(env['JWT_PUBLIC_SECRET_ID']) ?? 'paintbox/production/jwt/public-keys',
  };
}

/** An empty variable is how most platforms spell "not set". */
function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
