/** Explains why a config file could not be imported: the problem, its file and line, and what to do. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeployError, isDeployError } from '@paintbox/deploy-core';
import { configImport, configSyntax, configThrew, configTypescriptOnly } from './errors.ts';

/** The failure as a DeployError. A DeployError is returned as it is. */
export function explainImport(failure: unknown, file: string, cwd: string): DeployError {
  if (isDeployError(failure)) return asUsage(failure);
  const show = (path: string): string => shortPath(path, cwd);
  const place = placeOf(failure, show) ?? show(file);
  const message = failure instanceof Error ? failure.message : String(failure);
  switch (codeOf(failure)) {
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX': {
      const construct = /^TypeScript (.+?) is not supported/.exec(message)?.[1] ?? 'construct';
      return configTypescriptOnly(place, construct, failure);
    }
    case 'ERR_MODULE_NOT_FOUND':
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return configImport(...missingModule(message, show), failure);
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return configImport(`${place}: ${message}`, 'import only .ts, .js and .json files', failure);
    default:
  }
  const missingName = /^The requested module '(.+)' does not provide an export named '(.+)'$/.exec(message);
  if (missingName !== null) {
    const [, from = '', name = ''] = missingName;
    return configImport(
      `${place}: '${from}' exports no '${name}'`,
      `correct the name; if it is a type, write: import type { ${name} }`,
      failure,
    );
  }
  return failure instanceof SyntaxError && isFromParser(failure)
    ? configSyntax(place, message, failure)
    : configThrew(place, failure);
}

/** Exit code 2 for every error here, because nothing was started. */
function asUsage(error: DeployError): DeployError {
  if (error.exitCode === 2) return error;
  const { hint, problems, docs } = error;
  return new DeployError(error.code, error.message, { hint, problems, docs, cause: error, exitCode: 2 });
}

function missingModule(message: string, show: (path: string) => string): readonly [string, string] {
  const found = /^Cannot find (package|module) '(.+?)' imported from (.+?)\s*$/s.exec(message);
  if (found === null) return [message, 'correct the import'];
  const [, kind, wanted = '', importer = ''] = found;
  const from = show(pathOf(importer));
  return kind === 'package'
    ? [
        `${from} imports '${wanted}', which is not installed`,
        `install it: npm install -D ${wanted}, or pnpm add -D ${wanted}`,
      ]
    : [
        `${from} imports ${show(wanted)}, which does not exist`,
        'correct the path; it must end in .ts or .js',
      ];
}

/** A config may throw a SyntaxError itself, for example by JSON.parse. Only those of the module loader are about its text. */
function isFromParser(error: SyntaxError): boolean {
  if (codeOf(error) === 'ERR_INVALID_TYPESCRIPT_SYNTAX') return true;
  const firstFrame = /^ {4}at .*$/m.exec(error.stack ?? '')?.[0] ?? '';
  return firstFrame.includes('node:internal/modules/') || firstFrame === '';
}

/** Frames of this package only read the config; they are not the cause. */
const OWN_CODE = new URL('..', import.meta.url).href;

/** `file:line` of the first place that the stack names outside Node, node_modules and this package. */
function placeOf(failure: unknown, show: (path: string) => string): string | undefined {
  const stack = failure instanceof Error ? (failure.stack ?? '') : '';
  // A parser's error begins with the place: a URL or a path, depending on how the file was loaded.
  const [, parsed, parsedLine = ''] = /^(\S.*):(\d+)\n/.exec(stack) ?? [];
  if (parsed !== undefined && !parsed.includes(': ')) return `${show(pathOf(parsed))}:${parsedLine}`;
  const places = [...stack.matchAll(/(file:\/\/[^\s()]+?):(\d+)(?::\d+)?(?=[\s)]|$)/g)];
  const [, url = '', line = ''] =
    places.find(([, url = '']) => !url.includes('/node_modules/') && !url.startsWith(OWN_CODE)) ?? [];
  return url === '' ? undefined : `${show(pathOf(url))}:${line}`;
}

function pathOf(place: string): string {
  return place.startsWith('file:') ? fileURLToPath(place) : place;
}

function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
