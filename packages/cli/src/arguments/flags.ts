/** The flags of every command, and those that the params of a pipeline become. */
import type { Pipeline } from '@paintbox/deploy-core';
import { flagTaken } from '../errors.ts';

/** A flag as the parser and the help see it. */
export interface Flag {
  /** As typed, without the dashes. */
  readonly name: string;
  readonly type: 'switch' | 'value';
  readonly describe: string;
  /** The placeholder for the value in help. */
  readonly placeholder?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  /** How the value is read. Default `text`. */
  readonly reads?: 'text' | 'duration' | 'count' | undefined;
  /** A variable that is used when the flag is absent. */
  readonly env?: string | undefined;
  /** The param it sets, for a flag that a pipeline declares. */
  readonly param?: string | undefined;
}

/** The flags of every command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  {
    name: 'env',
    type: 'value',
    placeholder: 'NAME',
    describe: 'environment of the config; default production',
  },
  {
    name: 'config',
    type: 'value',
    placeholder: 'FILE',
    describe: 'config file; default: the nearest paintbox.deploy.config.ts',
  },
  {
    name: 'reporter',
    type: 'value',
    placeholder: 'NAME',
    choices: ['auto', 'tty', 'plain', 'jsonl', 'log', 'github'],
    describe: 'how progress is shown: auto, tty, plain, github, jsonl (events) or log (lines as JSON)',
  },
  {
    name: 'json',
    type: 'switch',
    describe: 'print one JSON document on stdout at the end; text goes to stderr',
  },
  {
    name: 'report-dir',
    type: 'value',
    placeholder: 'DIR',
    describe: 'write record.json, report.md, report.html, junit.xml and findings.sarif',
  },
  { name: 'verbose', type: 'switch', describe: 'show debug lines and passed checks' },
  { name: 'no-color', type: 'switch', describe: 'print without colour' },
  { name: 'help', type: 'switch', describe: 'show help for the command' },
  { name: 'version', type: 'switch', describe: 'print the version' },
];

/** The flags of every command that runs a pipeline. */
export const RUN_FLAGS: readonly Flag[] = [
  {
    name: 'app-url',
    type: 'value',
    placeholder: 'URL',
    env: 'PAINTBOX_APP_URL',
    describe: "replaces the environment's address",
  },
  {
    name: 'no-rollback',
    type: 'switch',
    describe: 'leave a failed change as it is, for a person to look at',
  },
  { name: 'plan', type: 'value', placeholder: 'HASH', describe: 'refuse to do anything else than this plan' },
  { name: 'yes', type: 'switch', describe: 'answer yes to every question' },
  {
    name: 'lock-wait',
    type: 'value',
    placeholder: 'DURATION',
    reads: 'duration',
    describe: "how long to wait for another run's lock: 90s, 5m; default: not at all",
  },
  {
    name: 'time-limit',
    type: 'value',
    placeholder: 'DURATION',
    reads: 'duration',
    describe: 'how long the run may take; a quarter, at most 15m, is kept for taking changes back',
  },
  {
    name: 'watch-parent',
    type: 'switch',
    describe: 'change nothing more once the process that started this one is gone; always on in CI',
  },
];

/**
 * The flags that the params of a pipeline become: `checkOnly` is `--check-only`.
 *
 * @throws DeployError `CLI_FLAG_TAKEN` when a param would hide a flag of every command.
 */
export function pipelineFlags(pipeline: Pipeline): readonly Flag[] {
  const taken = [...GLOBAL_FLAGS, ...RUN_FLAGS].map((flag) => flag.name);
  return Object.entries(pipeline.params).map(([param, declared]): Flag => {
    const name = kebabCase(param);
    if (taken.includes(name)) throw flagTaken(pipeline.name, param, `--${name}`);
    const { describe, env } = declared;
    return declared.type === 'flag'
      ? { name, type: 'switch', describe, env, param }
      : { name, type: 'value', describe, env, param, placeholder: declared.placeholder };
  });
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
