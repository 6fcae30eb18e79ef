/** How each error looks on a terminal: one real message for each code, with the values of an example. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownErrors } from '@paintbox/deploy-core/run';
import { isMade, templatesOf } from './templates.ts';

const FILE = 'scripts/error-pages/examples.txt';

/** Codes whose message is what a parser, a server or a bug of ours says. */
const OF_OTHERS: readonly string[] = [
  'INTERNAL',
  'FLY_CONFIG_SYNTAX',
  'POSTGRES_DATABASE_MISSING',
  'POSTGRES_FAILED',
];

/**
 * The message of each code of the tables. Throws when a code has no example, when an example still shows `…` for a value, and when no source makes such a
 * message any more.
 */
export async function examplesOf(
  root: string,
  tables: readonly KnownErrors[],
): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(join(root, FILE), 'utf8')).split('\n').filter((line) => line !== '');
  const examples = new Map(lines.map(pairOf));
  const codes = tables.flatMap(({ rows }) => Object.keys(rows));
  const templates = await templatesOf(root);
  const problems = [
    ...codes
      .filter((code) => !examples.has(code))
      .map((code) => `${code} has no example: add a real message of it`),
    ...[...examples.keys()].filter((code) => !codes.includes(code)).map((code) => `${code} is no code`),
    ...[...examples].flatMap(([code, message]) => {
      if (message.includes('…')) return [`${code} shows … for a value`];
      return OF_OTHERS.includes(code) || isMade(code, message, templates)
        ? []
        : [`no source makes this message of ${code}: ${message}`];
    }),
  ];
  if (problems.length > 0) throw new Error(`${FILE}:\n${problems.join('\n')}`);
  return examples;
}

function pairOf(line: string): readonly [string, string] {
  const at = line.indexOf(': ');
  return [line.slice(0, at), line.slice(at + 2)];
}
