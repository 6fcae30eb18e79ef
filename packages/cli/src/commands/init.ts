/** Sets a new user up: writes the config, or the workflow for GitHub Actions, and prints the next steps. Overwrites files only with `--force`. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine, ExitCode } from '@paintbox/deploy-core/run';
import { commandLineOf } from '../command-line.ts';
import { CONFIG_NAME, MODULE_CONFIG_NAME } from '../config/find-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { badValue } from '../errors.ts';
import { PACKAGES, configTemplate } from '../init/config-template.ts';
import { workflowText } from '../init/github/workflow.ts';
import { readProject } from '../init/project.ts';
import type { Project } from '../init/project.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import type { BareCall } from './built-in.ts';

/**
 * Writes `paintbox.deploy.config.ts` in the current folder (`.mts` where package.json says that `.ts` is CommonJS), or with `--github` the workflow beside the config.
 *
 * @throws DeployError `CLI_FILE_EXISTS`, `CLI_BAD_VALUE`, and with `--github` those of loading a config.
 */
export async function init(call: BareCall): Promise<ExitCode> {
  return call.values.switches.has('github') ? initGithub(call) : initConfig(call);
}

async function initConfig({ io, values }: BareCall): Promise<ExitCode> {
  const project = await readProject(io.cwd);
  const app = values.values['app'] ?? project.flyApp ?? appName(project.name) ?? 'my-app';
  if (!/^[a-z0-9][a-z0-9-]*$/.test(app)) {
    throw badValue('--app', app, 'an app name has only small letters, digits and -');
  }
  const url = values.values['url'] ?? `https://${app}.fly.dev`;
  if (!/^https?:\/\/[^\s'"\\]+$/.test(url)) {
    throw badValue('--url', url, 'write a whole address: https://app.example.com');
  }
  const name = project.commonJs ? MODULE_CONFIG_NAME : CONFIG_NAME;
  const text = configTemplate({ app, url: url.replace(/\/+$/, ''), flyConfig: project.flyConfig });
  const replace = values.switches.has('force');
  await writeWholeFile({ path: join(io.cwd, name), text, shown: name, replace });
  io.stdout.write(page(`wrote ${name}: read it first`, nextAfterConfig(project, commandLineOf({}, io.env))));
  return 0;
}

function nextAfterConfig(
  { add, packages, flyApp, flyConfig }: Project,
  line: CommandLine,
): readonly string[] {
  const command = (words: string, does: string): string =>
    `${typed(words, line).padEnd(32)} ${does}`.trimEnd();
  const missing = Object.values(PACKAGES).filter((name) => !packages.includes(name));
  return [
    ...(missing.length === 0 ? [] : [`${add} ${missing.join(' ')}`]),
    ...(flyApp === undefined ? [`flyctl launch --no-deploy        makes the app and ${flyConfig}`] : []),
    'echo .paintbox >> .gitignore     records stay out of the repository',
    command('plan', 'what a deploy would do, and everything that is missing; changes nothing'),
    command('deploy', ''),
    command('init --github', 'a workflow that does it on every push'),
  ];
}

/**
 * The workflow for the repository that the config belongs to.
 *
 * @throws DeployError those of loading a config.
 */
async function initGithub({ io, values }: BareCall): Promise<ExitCode> {
  const loaded = await loadConfig(io.cwd, values.values['config']);
  const root = dirname(loaded.file);
  const { app, environments, pipelines, state } = loaded.config;
  const text = workflowText({
    app,
    environments: deployable(environments),
    pipelines: pipelines.map(({ name }) => name),
    project: await readProject(root),
  });
  const file = join(root, '.github/workflows', `deploy-${app}.yml`);
  const shown = relative(io.cwd, file);
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) {
    io.stdout.write(`${shown} is up to date\n`);
    return 0;
  }
  await writeWholeFile({ path: file, text, shown, replace: values.switches.has('force') });
  const [usual = 'production'] = deployable(environments);
  io.stdout.write(
    page(`wrote ${shown}`, [
      ...(state === undefined
        ? ['give the config a shared state, state: s3({ bucket }): each job has a disk of its own']
        : []),
      `make the environments ${usual} and ${usual}-unattended in the settings of the repository, each only for the main branch`,
      'secrets in both: FLY_API_TOKEN; where wanted SLACK_WEBHOOK, NOTIFICATION_EMAIL, SMTP_URL',
      'variables: AWS_ROLE_ARN, AWS_REGION, PAINTBOX_STATE_BUCKET',
      'docs/github.md of paintbox-deploy has the trust policy of the role, and the rest',
    ]),
  );
  return 0;
}

/** The environments that CI can deploy to, without those on this machine. Production comes first. */
function deployable(environments: Readonly<Record<string, { readonly url: string }>>): readonly string[] {
  return Object.entries(environments)
    .filter(([, { url }]) => !/^https?:\/\/(localhost|127\.)/.test(url))
    .map(([name]) => name)
    .toSorted((a, b) => Number(b === 'production') - Number(a === 'production'));
}

/** `@team/My_App` is `my-app`. */
function appName(name: string | undefined): string | undefined {
  const short = name
    ?.replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return short === '' ? undefined : short;
}

function page(first: string, next: readonly string[]): string {
  return `${first}\n\nnext\n${next.map((line, index) => `  ${index + 1}. ${line}\n`).join('')}`;
}
