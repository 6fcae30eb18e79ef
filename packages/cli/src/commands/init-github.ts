/** Writes the workflow for GitHub Actions beside the config, and prints the next steps. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { loadConfig } from '../config/load-config.ts';
import { workflowText } from '../init/github/workflow.ts';
import { readProject } from '../init/project.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import type { BareCall } from './built-in.ts';

/**
 * The workflow for the repository that the config belongs to.
 *
 * @throws DeployError those of loading a config.
 */
export async function initGithub({ io, values }: BareCall): Promise<ExitCode> {
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

function page(first: string, next: readonly string[]): string {
  return `${first}\n\nnext\n${next.map((line, index) => `  ${index + 1}. ${line}\n`).join('')}`;
}
