/** Sets a new user up: looks at the project, asks what it cannot see, shows what it will write, and writes it. Overwrites files only with `--force`. */
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { createDialogue } from '../ask.ts';
import type { Dialogue } from '../ask.ts';
import { commandLineOf } from '../command-line.ts';
import { CONFIG_NAME, CONFIG_NAMES, MODULE_CONFIG_NAME } from '../config/find-config.ts';
import { fileExists, fileUnwritable } from '../errors.ts';
import { page, section, table } from '../help/page.ts';
import type { PageStyle } from '../help/page.ts';
import { findAnswers } from '../init/answers.ts';
import type { Answers, Known } from '../init/answers.ts';
import { configTemplate } from '../init/config-template.ts';
import { readProject } from '../init/project.ts';
import { readSources } from '../init/sources.ts';
import { foundRows, nextRows, planRows, remarks } from '../init/words.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import type { BareCall } from './built-in.ts';

/** The folder of records, as .gitignore names it. */
const RECORDS = '.paintbox/';

/**
 * Writes `paintbox.deploy.config.ts` in the current folder (`.mts` where package.json does not say that `.ts` is a module), or with `--github` the workflow beside the config.
 *
 * @throws DeployError `CLI_FILE_EXISTS`, `CLI_BAD_VALUE`, `CLI_CANNOT_WRITE`, and with `--github` those of loading a config.
 */
export async function init(call: BareCall): Promise<ExitCode> {
  if (call.values.switches.has('github')) return (await import('./init-github.ts')).initGithub(call);
  const { io, values } = call;
  const replace = values.switches.has('force');
  const there = CONFIG_NAMES.find((name) => existsSync(join(io.cwd, name)));
  if (there !== undefined && !replace) throw fileExists(there);
  const known: Known = {
    flags: values.values,
    project: await readProject(io.cwd),
    sources: await readSources(io.cwd),
  };
  const style: PageStyle = {
    paint: createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color'))),
    width: io.stdout.isTTY === true ? io.stdout.columns : undefined,
  };
  io.stdout.write(`${table(style, 'Found', foundRows(known))}\n`);
  const dialogue = dialogueOf(call);
  try {
    const answers = await findAnswers(known, dialogue);
    const name = there ?? (known.project.wantsMts ? MODULE_CONFIG_NAME : CONFIG_NAME);
    const ignored = await ignoresRecords(io.cwd, known);
    io.stdout.write(`${table(style, 'To be written', planRows(name, answers, !ignored))}\n`);
    if (dialogue !== undefined && !(await dialogue.confirm('Write it?'))) {
      io.stdout.write('nothing was written\n');
      return 130;
    }
    await writeConfig(io.cwd, name, answers, { known, replace });
    if (!ignored) await ignoreRecords(io.cwd);
    io.stdout.write(closing(name, known, answers, { style, io }));
    return 0;
  } finally {
    dialogue?.close();
  }
}

/** Undefined where no person can answer, or none wants to be asked. */
function dialogueOf({ io, values }: BareCall): Dialogue | undefined {
  const { stdin, stdout } = io;
  if (values.switches.has('yes') || stdin?.isTTY !== true || stdout.isTTY !== true) return undefined;
  return createDialogue({ input: stdin, output: stdout });
}

async function writeConfig(
  cwd: string,
  name: string,
  answers: Answers,
  { known, replace }: { readonly known: Known; readonly replace: boolean },
): Promise<void> {
  const text = configTemplate({ ...answers, flyConfig: known.project.flyConfig });
  await writeWholeFile({ path: join(cwd, name), text, shown: name, replace });
}

/** True where the repository leaves records out already, and where there is no repository. */
async function ignoresRecords(cwd: string, { project }: Known): Promise<boolean> {
  if (!project.inGit && !existsSync(join(cwd, '.gitignore'))) return true;
  const text = await readFile(join(cwd, '.gitignore'), 'utf8').catch(() => '');
  return /^\/?\.paintbox\/?\s*$/m.test(text);
}

async function ignoreRecords(cwd: string): Promise<void> {
  const file = join(cwd, '.gitignore');
  try {
    const text = await readFile(file, 'utf8').catch(() => '');
    await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${RECORDS}\n`);
  } catch (error) {
    throw fileUnwritable('.gitignore', error);
  }
}

function closing(
  name: string,
  known: Known,
  answers: Answers,
  { style, io }: { readonly style: PageStyle; readonly io: BareCall['io'] },
): string {
  const said = remarks(known, answers);
  return page([
    `wrote ${name}: read it first\n`,
    said.length === 0 ? '' : section(style, 'To know', said),
    table(style, 'Next', nextRows(known, commandLineOf({}, io.env))),
    known.project.onGithub ? 'later: `init --github` writes a workflow that deploys on every push\n' : '',
  ]);
}
