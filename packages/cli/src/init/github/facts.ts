/** The facts from which the workflow is written, and texts made from them. */
import type { Project } from '../project.ts';
import type { Step } from './job.ts';

/** The facts from which the workflow is written. */
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

/** A step with one command. GitHub signals only the shell, so `exec` replaces the shell by the command. */
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
