/** What the workflow is written from, and the words of it that follow from that. */
import type { Project } from '../project.ts';
import type { Step } from './job.ts';

/** What the workflow is written from. */
export interface WorkflowFacts {
  readonly app: string;
  /** Environments that can be deployed to, the usual one first. */
  readonly environments: readonly string[];
  readonly pipelines: readonly string[];
  readonly project: Project;
}

/** The environment of a run, as an expression. */
export function environmentOf({ environments }: WorkflowFacts): string {
  return `\${{ inputs.environment || '${environments[0] ?? 'production'}' }}`;
}

/** Jobs that must not wait for a person have an environment without approval: the same secrets, and only for the main branch. */
export function unattended(facts: WorkflowFacts): string {
  return `environment: ${environmentOf(facts)}-unattended`;
}

/** A step that is one command. `exec`: a cancel reaches only the shell, which then is the command. */
export function call(
  facts: WorkflowFacts,
  name: string,
  words: string,
  env: readonly string[],
  id?: string,
): Step {
  return [
    `name: ${name}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(env.length === 0 ? [] : ['env:', ...env.map((line) => `  ${line}`)]),
    `run: ${command(facts, `${words} --env "$ENVIRONMENT"`)}`,
  ];
}

function command({ project }: WorkflowFacts, words: string): string {
  return `exec node ${project.cli} ${words} --report-dir reports`;
}
