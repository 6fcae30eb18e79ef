/** Options that the stages of an app have in common. They are given once, to `app()`. */
import { valueIn } from './by-environment.ts';
import type { ByEnvironment } from './by-environment.ts';
import { flyctl } from './build/flyctl-builder.ts';
import type { Builder } from './build/builder.ts';
import { sharesOf } from './machines/switch-steps.ts';
import type { SwitchStep } from './machines/switch-steps.ts';
import { optionWrong } from './errors.ts';

/** Options of `app`. */
export interface AppOptions {
  /** The platform's config file: .toml, .json or .yaml. Default `fly.toml`. */
  readonly config?: string | undefined;
  /** Who builds the image. Default `flyctl()`. */
  readonly builder?: Builder | undefined;
  /** How long new machines may take to become healthy, in ms. Default 300,000. */
  readonly healthyMs?: ByEnvironment<number> | undefined;
  /**
   * How long the proxy may need until it knows everywhere that machines came or went, in ms. Default 10,000: what flyctl waits; Fly documents no number.
   */
  readonly spreadMs?: ByEnvironment<number> | undefined;
  /** The steps of the switch: `[1, '50%', 'all']` lets traffic to one machine of each group first. Default `['all']`. */
  readonly steps?: readonly SwitchStep[] | undefined;
  /** How long both sides are watched between two steps, in ms. Default 30,000. */
  readonly stepMs?: ByEnvironment<number> | undefined;
  /** Whether what was replaced is kept, stopped and out of traffic, to go back to in seconds. Default true. */
  readonly keepWayBack?: boolean | undefined;
  /** The header in which the app says its build. Default `x-paintbox-build`. */
  readonly buildHeader?: string | undefined;
}

/** The options with their defaults. */
export interface AppSettings {
  readonly config: string;
  readonly builder: Builder;
  readonly steps: readonly SwitchStep[];
  readonly keepWayBack: boolean;
  readonly buildHeader: string;
  healthyMs(environment: string): number;
  spreadMs(environment: string): number;
  stepMs(environment: string): number;
}

/** @throws DeployError `FLY_OPTION` */
export function settingsOf(options: AppOptions): AppSettings {
  for (const name of ['healthyMs', 'spreadMs', 'stepMs'] as const) checkMs(name, options[name]);
  const steps = sharesOf(options.steps ?? ['all'], 1);
  if ('wrong' in steps)
    throw optionWrong(
      'steps',
      JSON.stringify(options.steps),
      `${steps.wrong}; write them like [1, '50%', 'all']`,
    );
  return {
    config: options.config ?? 'fly.toml',
    builder: options.builder ?? flyctl(),
    steps: options.steps ?? ['all'],
    keepWayBack: options.keepWayBack ?? true,
    buildHeader: options.buildHeader ?? 'x-paintbox-build',
    healthyMs: (environment) => valueIn(options.healthyMs, environment, 300_000),
    spreadMs: (environment) => valueIn(options.spreadMs, environment, 10_000),
    stepMs: (environment) => valueIn(options.stepMs, environment, 30_000),
  };
}

function checkMs(name: string, value: ByEnvironment<number> | undefined): void {
  const all = typeof value === 'object' ? Object.values(value) : [value ?? 0];
  const wrong = all.find((ms) => !(Number.isFinite(ms) && ms >= 0));
  if (wrong !== undefined) throw optionWrong(name, String(wrong), 'give milliseconds, 0 or more');
}
