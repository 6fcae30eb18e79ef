/** What the config file says that is in the way of a release, and what it says that is dangerous. */
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { Found } from '../config/finding.ts';
import type { ConfigFile } from '../config/fly-config.ts';
import { configRule, otherApp } from '../errors.ts';

/** Tells the dangers, and returns the problems. */
export function configProblems(ctx: StageContext, name: string, file: ConfigFile): readonly DeployError[] {
  const told = ({ path, what, hint }: Found): DeployError => {
    const line = file.lineOf(path);
    return configRule(line === undefined ? name : `${name}:${line}`, what, hint);
  };
  for (const warning of file.machines.warnings) {
    const { message, hint } = told(warning);
    ctx.log.warn(`${message}; ${hint}`);
  }
  const { app } = file.machines.file;
  const strange = app !== undefined && app !== '' && app !== ctx.run.app;
  return [...file.machines.problems.map(told), ...(strange ? [otherApp(name, app, ctx.run.app)] : [])];
}
