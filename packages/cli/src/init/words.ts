/** What `init` says: what it found, what it will write, what to know, and the next three commands. */
import { docsPage, typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { cliVersion } from '../version.ts';
import type { Row } from '../help/page.ts';
import type { Answers, Known } from './answers.ts';
import { PACKAGES } from './config-template.ts';

/** What is there, each with the place that says so. */
export function foundRows({ project, sources }: Known): readonly Row[] {
  const { fly, framework, flyConfig } = project;
  const port = fly?.port ?? project.dockerPort;
  const health = fly?.healthPath ?? sources.healthPath?.value;
  const healthFrom = fly?.healthPath === undefined ? sources.healthPath?.file : flyConfig;
  const { jwksPath, build } = sources;
  return [
    [
      'platform',
      fly === undefined ? 'no fly.toml' : `${flyConfig}${fly.app === undefined ? '' : `, app ${fly.app}`}`,
    ],
    ['framework', framework ?? 'none that is known here'],
    [
      'port',
      port === undefined ? 'not said' : `${port} (${fly?.port === undefined ? 'Dockerfile' : flyConfig})`,
    ],
    ['health', health === undefined ? 'no path found' : `${health} (${healthFrom})`],
    ['key set', jwksPath === undefined ? 'none found' : `${jwksPath.value} (${jwksPath.file})`],
    ['build id', build === undefined ? 'not named in answers' : `named (${build.file})`],
    ['GitHub', project.onGithub ? 'yes' : 'no remote there'],
  ];
}

/** What the config will do. */
export function planRows(
  name: string,
  { app, url, health, jwks }: Answers,
  gitignore: boolean,
): readonly Row[] {
  const paths = new Set(['/', health, ...(jwks === undefined ? [] : [jwks])]);
  return [
    [name, `${app} at ${url}`],
    [
      '',
      `checks ask ${[...paths].join(', ')}${jwks === undefined ? '; no key set, so nothing about keys' : ''}`,
    ],
    ...(gitignore ? [['.gitignore', 'one more line: records stay out of the repository'] as const] : []),
  ];
}

/** What would go wrong, or could be better, with what to do. */
export function remarks(known: Known, { health }: Answers): readonly string[] {
  const { project, sources } = known;
  const { fly, dockerPort, flyConfig } = project;
  return [
    ...(fly === undefined
      ? [`There is no ${flyConfig}: \`flyctl launch --no-deploy\` makes the app and writes it.`]
      : []),
    ...(fly?.port !== undefined && dockerPort !== undefined && fly.port !== dockerPort
      ? [`${flyConfig} sends requests to port ${fly.port}, but the Dockerfile exposes ${dockerPort}.`]
      : []),
    ...(cliVersion() === '0.0.0' && missingPackages(known).length > 0
      ? [
          `The packages are not on npm yet. How to install them from the repository: ${docsPage('getting-started#_7-your-own-app')}`,
        ]
      : []),
    ...(sources.build === undefined
      ? [
          `The app must name its build, or a deploy cannot tell the new one from the old: answer with the header x-paintbox-build and the value of PAINTBOX_BUILD_ID. Lines to copy: ${docsPage('getting-started#name-the-build')}`,
        ]
      : []),
    ...(health === '/'
      ? ['No health path: the front page decides. A path that asks the app itself is better.']
      : []),
  ];
}

/** The next three commands. */
export function nextRows(known: Known, line: CommandLine): readonly Row[] {
  const missing = missingPackages(known);
  const ours: readonly Row[] = [
    [typed('doctor', line), 'what is missing: token, rights, app; changes nothing'],
    [typed('plan', line), 'what a deploy would do; changes nothing'],
    [typed('deploy', line), ''],
  ];
  const install: readonly Row[] =
    missing.length === 0 ? [] : [[`${known.project.add} ${missing.join(' ')}`, '']];
  return [...install, ...ours].slice(0, 3);
}

function missingPackages({ project }: Known): readonly string[] {
  return Object.values(PACKAGES).filter((name) => !project.packages.includes(name));
}
