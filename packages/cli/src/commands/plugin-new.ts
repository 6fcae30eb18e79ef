/** Creates a plugin: a stage with an undo, its tests, and the files of a package. */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { badValue, folderNotEmpty } from '../errors.ts';
import { cliVersion } from '../version.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import type { BareCall } from './built-in.ts';

const TEMPLATES = join(import.meta.dirname, '../../templates/plugin');
const PREFIX = 'deploy-plugin-';

/**
 * Creates the folder `deploy-plugin-NAME` and prints the next steps.
 *
 * @throws DeployError `CLI_BAD_VALUE` for a name that no package can have, `CLI_FOLDER_NOT_EMPTY`, `CLI_CANNOT_WRITE`.
 */
export async function pluginNew({ io, values }: BareCall): Promise<ExitCode> {
  const asked = values.operands[0] ?? '';
  if (!/^(@[a-z][a-z0-9-]*\/)?[a-z][a-z0-9-]*$/.test(asked)) {
    throw badValue('NAME', asked, 'write a name of a-z, 0-9 and -, such as cdn or @team/cdn');
  }
  const scope = asked.includes('/') ? `${asked.split('/')[0]}/` : '';
  const prefix = asked.slice(scope.length).replace(PREFIX, '');
  const folder = `${PREFIX}${prefix}`;
  await mustBeEmpty(resolve(io.cwd, folder), folder);
  const words = {
    package: `${scope}${folder}`,
    prefix,
    PREFIX: prefix.replaceAll('-', '_').toUpperCase(),
    version: cliVersion(),
  };
  const names = await templateNames();
  for (const name of names) {
    await writeWholeFile({
      path: resolve(io.cwd, folder, targetOf(name)),
      text: filled(await readFile(join(TEMPLATES, name), 'utf8'), words),
      shown: `${folder}/${targetOf(name)}`,
    });
  }
  io.stdout.write(
    `${[...names.map((name) => `  ${folder}/${targetOf(name)}`), '', `next  cd ${folder} && npm install && npm test`].join('\n')}\n`,
  );
  return 0;
}

async function mustBeEmpty(path: string, shown: string): Promise<void> {
  const there = await readdir(path).catch(() => []);
  if (there.length > 0) throw folderNotEmpty(shown);
}

async function templateNames(): Promise<readonly string[]> {
  const entries = await readdir(TEMPLATES, { recursive: true });
  return entries.filter((name) => name.endsWith('.tmpl')).sort();
}

/** The template has no dot, because npm leaves files named `.gitignore` out of packages. */
function targetOf(template: string): string {
  return template.replace(/\.tmpl$/, '').replace(/^gitignore$/, '.gitignore');
}

function filled(text: string, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_all, word: string) => {
    const value = words[word];
    if (value === undefined) throw new TypeError(`the templates know no '${word}'`);
    return value;
  });
}
