/** flyctl's own validation of a config file, gaps included (see the contract, §4.4). */
import { durationMs } from '../timing.ts';
import { appliesTo, groupsOf, type CheckSection, type FlyctlConfig } from './fly-config.ts';
import { guestFor } from './machine-config.ts';

export interface Validation {
  /** Text for people, one finding per line. */
  readonly lines: readonly string[];
  readonly valid: boolean;
}

export const strategies: readonly string[] = ['canary', 'rolling', 'immediate', 'bluegreen'];

/** Checks the config; the findings go to stdout as they are. */
export function validateConfig(config: FlyctlConfig): Validation {
  const errors = [
    ...strategyErrors(config),
    ...processErrors(config),
    ...Object.entries(config.checks ?? {}).flatMap(([name, check]) => checkErrors(name, check)),
    ...envErrors(config),
    ...vmErrors(config),
  ];
  const warnings = serviceWarnings(config);
  // Coloured whatever NO_COLOR says, as flyctl does it.
  const lines = [
    ...errors.map((text) => `   \u001B[31m✘\u001B[0m ${text}`),
    ...warnings.map((text) => `   \u001B[33mWARN\u001B[0m ${text}`),
  ];
  return { lines, valid: errors.length === 0 };
}

/** flyctl's text about a strategy it does not know; undefined for a known one. */
export function strategyError(strategy: string): string | undefined {
  if (strategies.includes(strategy)) return undefined;
  const known = strategies.join(', ');
  return `unsupported deployment strategy '${strategy}'; Apps v2 supports the following strategies: ${known}`;
}

function strategyErrors({ deploy, mounts = [] }: FlyctlConfig): string[] {
  const strategy = deploy?.strategy;
  if (strategy === undefined) return [];
  const unknown = strategyError(strategy);
  if (unknown) return [unknown];
  if (strategy !== 'canary' || mounts.length === 0) return [];
  return ['error canary deployment strategy is not supported when using mounted volumes'];
}

function processErrors(config: FlyctlConfig): string[] {
  const groups = groupsOf(config);
  const services = [...(config.services ?? []), ...(config.http_service ? [config.http_service] : [])];
  const check = (what: string, sections: readonly { processes?: readonly string[] }[]): string[] =>
    sections.flatMap(({ processes = [] }) => {
      if (what === 'Service' && processes.length === 0 && groups.length > 1) {
        return [
          `Service has no processes set but app has ${groups.length} processes defined; update fly.toml to set processes for each service`,
        ];
      }
      return processes
        .filter((name) => !groups.includes(name))
        .map(
          (name) =>
            `${what} specifies '${name}' as one of its processes, but no processes are defined with that name; update fly.toml [processes] to add '${name}' process or remove it from ${what.toLowerCase()}'s processes list`,
        );
    });
  const policies = (config.restart ?? [])
    .filter(({ policy }) => !['always', 'never', 'on-failure', undefined].includes(policy))
    .map(({ policy }) => `invalid restart policy: ${policy}`);
  return [...check('Service', services), ...check('Restart policy', config.restart ?? []), ...policies];
}

function checkErrors(name: string, check: CheckSection): string[] {
  const prefix = `Can't process top level check '${name}'`;
  if (check.type !== 'http' && check.type !== 'tcp') {
    return [`${prefix}: Missing or invalid check type, must be 'http' or 'tcp'`];
  }
  const errors: string[] = [];
  const interval = check.interval === undefined ? 2000 : durationMs(check.interval, 'ms');
  if (interval === undefined) errors.push(`${prefix}: invalid interval '${check.interval}'`);
  else if (interval < 2000)
    errors.push(`Check '${name}' interval is too short: ${check.interval}, minimum is 2 seconds`);
  const timeout = check.timeout === undefined ? 0 : durationMs(check.timeout, 'ms');
  if (timeout === undefined) errors.push(`${prefix}: invalid timeout '${check.timeout}'`);
  else if (timeout > 60_000)
    errors.push(`Check '${name}' timeout is too long: ${check.timeout}, maximum is 60 seconds`);
  return errors;
}

function envErrors({ env = {} }: FlyctlConfig): string[] {
  const reserved = Object.keys(env).filter((name) => name.startsWith('FLY_'));
  return reserved.map((name) => `env variable '${name}' is reserved: names must not start with FLY_`);
}

function vmErrors(config: FlyctlConfig): string[] {
  try {
    for (const group of groupsOf(config)) guestFor(config, group);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function serviceWarnings(config: FlyctlConfig): string[] {
  const portless = (config.services ?? []).filter((service) => (service.ports ?? []).length === 0);
  const warnings = portless.map(
    ({ internal_port: port }) => `Service must expose at least one port: internal_port ${port}`,
  );
  if (
    config.deploy?.max_unavailable !== undefined &&
    !['rolling', undefined].includes(config.deploy.strategy)
  ) {
    warnings.push(`max-unavailable is only used with the rolling strategy, not '${config.deploy.strategy}'`);
  }
  const secretNames = Object.keys(config.env ?? {}).filter((name) =>
    /(secret|token|password|api_key)/iu.test(name),
  );
  warnings.push(
    ...secretNames.map((name) => `'${name}' looks like a secret; use 'fly secrets set' instead of [env]`),
  );
  return warnings;
}

/** Why a top-level check cannot be turned into a machine check; found at deploy, not by validation. */
export function missingPortError(config: FlyctlConfig): string | undefined {
  for (const [name, check] of Object.entries(config.checks ?? {})) {
    for (const group of groupsOf(config).filter((candidate) => appliesTo(check, candidate, config))) {
      const hasHttpService = config.http_service && appliesTo(config.http_service, group, config);
      if (check.port === undefined && !hasHttpService) {
        return `Check '${name}' for process group '${group}' has no port set and the group has no http_service to take it from`;
      }
    }
  }
  return undefined;
}
