/** Writes one job of the workflow as YAML text. Text rather than a serialiser, because the comments are half of what a reader needs. */
import { ACTIONS, FLYCTL_VERSION } from './actions.ts';

/** A step: lines without indentation, the first one without its dash. */
export type Step = readonly string[];

/** A job. */
export interface Job {
  readonly id: string;
  /** Above the job, one line each. */
  readonly comment: readonly string[];
  readonly name: string;
  readonly needs?: readonly string[] | undefined;
  readonly if?: string | undefined;
  readonly minutes: number;
  /** Beyond `contents: read`. */
  readonly permissions?: readonly string[] | undefined;
  /** Any other keys of the job, lines without indentation. */
  readonly more?: readonly string[] | undefined;
  readonly steps: readonly Step[];
}

/** The job's YAML, indented for `jobs:`. */
export function jobText(job: Job): string {
  const lines = [
    ...job.comment.map((line) => `# ${line}`),
    `${job.id}:`,
    `  name: ${job.name}`,
    ...(job.needs === undefined ? [] : [`  needs: ${list(job.needs)}`]),
    ...(job.if === undefined ? [] : [`  if: ${job.if}`]),
    '  runs-on: ubuntu-24.04',
    `  timeout-minutes: ${job.minutes}`,
    '  permissions:',
    '    contents: read',
    ...(job.permissions ?? []).map((line) => `    ${line}`),
    ...(job.more ?? []).map((line) => `  ${line}`),
    '  steps:',
    ...job.steps.flatMap(([first = '', ...rest]) => [
      `    - ${first}`,
      ...rest.map((line) => (line === '' ? '' : `      ${line}`)),
    ]),
  ];
  return lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
}

function list(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `[${names.join(', ')}]`;
}

/** Steps for the repository, Node and the dependencies of the lockfile. */
export function prepared(install: string): readonly Step[] {
  return [
    [`uses: ${ACTIONS.checkout}`, 'with:', '  persist-credentials: false'],
    [`uses: ${ACTIONS.setupNode}`, 'with:', '  node-version: 24'],
    ['name: Install what the lockfile says', `run: ${install}`],
  ];
}

/** An AWS role for an hour, through a token that GitHub signs for this job. No key is stored. */
export const AWS_ROLE: Step = [
  'name: Take the role in AWS',
  `uses: ${ACTIONS.awsCredentials}`,
  'with:',
  '  role-to-assume: ${{ vars.AWS_ROLE_ARN }}',
  '  aws-region: ${{ vars.AWS_REGION }}',
];

/** flyctl, in a tested version. */
export const FLYCTL: Step = [`uses: ${ACTIONS.setupFlyctl}`, 'with:', `  version: ${FLYCTL_VERSION}`];

/** Keeps the record and the reports, even when the job failed. */
export function keptReports(job: string): Step {
  return [
    'name: Keep the record and the reports',
    'if: always()',
    `uses: ${ACTIONS.uploadArtifact}`,
    'with:',
    `  name: ${job}-reports`,
    '  path: reports/',
    '  if-no-files-found: ignore',
    '  overwrite: true # when the job is run again',
  ];
}
