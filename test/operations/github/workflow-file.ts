/** A workflow file, as far as the runner reads it. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** Texts by name; YAML makes numbers and booleans of some. */
export type Texts = Readonly<Record<string, string | number | boolean>>;

/** A step. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Texts;
  readonly with?: Texts;
}

/** A job. */
export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly env?: Texts;
  readonly outputs?: Texts;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly steps: readonly Step[];
}

/** A workflow. */
export interface Workflow {
  readonly env?: Texts;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Reads a workflow file. */
export async function readWorkflow(file: string): Promise<Workflow> {
  return parse(await readFile(file, 'utf8')) as Workflow;
}

/** The names a job waits for. */
export function needsOf({ needs }: Job): readonly string[] {
  return needs === undefined ? [] : typeof needs === 'string' ? [needs] : needs;
}
