/** The options of watching an app, and their resolved form. */
import { valueIn } from '../by-environment.ts';
import type { ByEnvironment } from '../by-environment.ts';
import type { SuiteOptions } from '../suite/suite-options.ts';
import { resolveOptions } from '../suite/resolve-options.ts';
import type { Settings } from '../suite/resolve-options.ts';
import { durationMs } from './duration.ts';
import { monitorOptions } from './errors.ts';
import type { Rule } from './window.ts';

/** How an app is watched. The suite's options apply to each look, but `retryMs` is 0, and load and comparison are skipped unless `skip` is set. */
export interface MonitorOptions extends SuiteOptions {
  /** How long, in ms; the flag overrides it. An environment without a value has the default. Default 300,000. */
  readonly forMs?: ByEnvironment<number> | undefined;
  /** Time from one look to the next, in ms. Default 30,000, or less if five looks would not fit. */
  readonly everyMs?: ByEnvironment<number> | undefined;
  /** When health changes. Default: unhealthy after 2 bad looks of the last 3, healthy again after 2 good ones in a row. */
  readonly rule?: { readonly of?: number; readonly failing?: number; readonly recovers?: number } | undefined;
}

/** The options with every default filled in. */
export interface MonitorSettings {
  readonly forMs: ByEnvironment<number>;
  readonly everyMs: ByEnvironment<number> | undefined;
  readonly rule: Rule;
  readonly suite: Settings;
}

/** How long, and how often. */
export interface Schedule {
  readonly forMs: number;
  readonly everyMs: number;
}

const FOR_MS = 300_000;
const EVERY_MS = 30_000;
/** The least number of looks for a verdict. */
const LEAST_LOOKS = 5;
/** The longest timer. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Resolves the options.
 *
 * @throws DeployError `CHECKS_MONITOR_OPTIONS`, `CHECKS_OPTIONS`
 */
export function resolveMonitor(options: MonitorOptions): MonitorSettings {
  const { forMs = FOR_MS, everyMs, rule, ...suite } = options;
  const { of = 3, failing = 2, recovers = 2 } = rule ?? {};
  const problems = [
    ...times('forMs', forMs, 0),
    ...(everyMs === undefined ? [] : times('everyMs', everyMs, 1)),
    ...Object.entries({ of, failing, recovers }).flatMap(([name, value]) =>
      Number.isInteger(value) && value > 0
        ? []
        : [`rule.${name} is ${value}, which is not a whole number above 0`],
    ),
    ...(Math.max(failing, recovers) > of
      ? [`rule.failing and rule.recovers are at most rule.of, which is ${of}`]
      : []),
  ];
  if (problems.length > 0) throw monitorOptions(problems);
  const settings = resolveOptions({ skip: ['load', 'compare'], ...suite }, { retryMs: 0 });
  return { forMs, everyMs, rule: { of, failing, recovers }, suite: settings };
}

/** The schedule of one run. `asked` has the values of the flags, which are already validated. */
export function scheduleOf(
  settings: MonitorSettings,
  environment: string,
  asked: { readonly for?: string | undefined; readonly every?: string | undefined },
): Schedule {
  const forMs = askedMs(asked.for) ?? valueIn(settings.forMs, environment) ?? FOR_MS;
  const everyMs =
    askedMs(asked.every) ??
    valueIn(settings.everyMs, environment) ??
    Math.min(EVERY_MS, Math.max(100, forMs / LEAST_LOOKS));
  return { forMs, everyMs };
}

function askedMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs(text);
}

function times(name: string, value: ByEnvironment<number>, least: number): readonly string[] {
  const all = typeof value === 'object' ? Object.entries(value) : [['', value] as const];
  return all.flatMap(([environment, ms]) =>
    Number.isFinite(ms) && ms >= least && ms <= LONGEST_MS
      ? []
      : [`${name}${environment === '' ? '' : `.${environment}`} is ${ms}, not a time in ms up to 24 days`],
  );
}
