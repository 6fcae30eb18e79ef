/** Errors of the config file. */
import type { DeployError } from '@paintbox/deploy-core';
import { cliErrors } from '../cli-errors.ts';
import type { configRows } from '../error-rows/config.ts';

/** No config file was found. */
export function configNotFound(message: string, hint: string): DeployError {
  return config('CONFIG_NOT_FOUND', message, hint);
}

/** A file that is not valid TypeScript or JavaScript. */
export function configSyntax(place: string, message: string, cause: unknown): DeployError {
  // Node says this of a correct file that it takes for CommonJS.
  const hint = /outside a module|Unexpected token 'export'/.test(message)
    ? 'package.json says `"type": "commonjs"`: rename the file to end in .mts (a .js file: .mjs)'
    : 'correct the syntax there';
  return config('CONFIG_SYNTAX', `${place}: ${message}`, hint, cause);
}

/** TypeScript that Node cannot run by removing its types. */
export function configTypescriptOnly(place: string, construct: string, cause: unknown): DeployError {
  return config(
    'CONFIG_TYPESCRIPT_ONLY',
    `${place}: a TypeScript ${construct} cannot be run: Node only removes types`,
    replacementFor(construct),
    cause,
  );
}

/** An import of a missing file or package. */
export function configImport(message: string, hint: string, cause: unknown): DeployError {
  return config('CONFIG_IMPORT', message, hint, cause);
}

/** A config file without a default export. */
export function configNoDefault(file: string, others: readonly string[]): DeployError {
  const seen = others.length === 0 ? 'exports nothing' : `exports only ${others.join(', ')}`;
  return config('CONFIG_NO_DEFAULT', `${file} ${seen}`, 'write: export default defineConfig({ … })');
}

/** A config file whose own code failed. */
export function configThrew(place: string, cause: unknown): DeployError {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return config(
    'CONFIG_THREW',
    `${place}: ${said}`,
    'correct the code there; it runs whenever the config is read',
    cause,
  );
}

function replacementFor(construct: string): string {
  if (construct.includes('enum')) return "replace it by an object: const Size = { small: 'small' } as const";
  if (construct.includes('parameter'))
    return 'declare the field in the class and assign it in the constructor';
  if (construct.includes('namespace')) return 'replace the namespace by a module of its own';
  return 'write it in plain JavaScript; `erasableSyntaxOnly` in tsconfig.json points such places out';
}

function config(
  code: keyof typeof configRows,
  message: string,
  hint: string | undefined,
  cause?: unknown,
): DeployError {
  return cliErrors.error(code, message, { hint, cause });
}
