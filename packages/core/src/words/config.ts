/** The config file: environments, pipelines and listeners. Only here are plugins combined. */
import { configProblems } from './config-check.ts';
import { configInvalid } from '../errors.ts';
import type { Dispenser } from '../fleet/hand-out/dispenser.ts';
import type { Fleet } from '../fleet/define/define-fleet.ts';
import type { Listener, ListenerSource } from './listener.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Pipeline } from './pipeline.ts';

/** Where a pipeline runs. */
export interface EnvironmentConfig {
  /** The address users reach the app at. `PAINTBOX_APP_URL` and `--app-url` replace it. */
  readonly url: string;
  /** The platform's name of the app, where it differs from the config's `app`. `FLY_APP` replaces it. */
  readonly app?: string;
  /** Shown with all results of this environment: that it uses emulators, for example. */
  readonly note?: string;
}

/** Names one state: that of one app in one environment. */
export interface StatePlace {
  readonly app: string;
  /** The environment's name. */
  readonly environment: string;
  /** The process environment, for addresses and credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What `paintbox.deploy.config.ts` exports as its default. */
export interface DeployConfig {
  readonly app: string;
  /** By name; the CLI uses `production` unless `--env` says otherwise. */
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  /** Each pipeline is a command; its name is what the user types: `deploy`, `keys check`. */
  readonly pipelines: readonly Pipeline[];
  readonly listeners?: readonly (Listener | ListenerSource)[];
  /**
   * Where journals, locks and ledgers live, so that several machines share them. Default, also when it returns undefined: the folder `.paintbox/`.
   * The variable `PAINTBOX_STATE_DIR` beats it.
   */
  readonly state?: (place: StatePlace) => StateStore | undefined;
  /** Fleets: many apps that get one image. Their pipelines are among `pipelines`. */
  readonly fleets?: readonly Fleet[];
  /** What hands out the members of fleets: `crew(postgres())` of plugin-postgres. */
  readonly crew?: (place: StatePlace) => Dispenser;
}

/**
 * Types and checks a config.
 *
 * @throws DeployError `CONFIG_INVALID` listing every problem.
 * @example
 * const config = defineConfig({
 *   app: 'shop',
 *   environments: { production: { url: 'https://shop.example' } },
 *   pipelines: [definePipeline('deploy', [build(), ship()])],
 * });
 */
export function defineConfig(config: DeployConfig): DeployConfig {
  const problems = configProblems(config);
  if (problems.length > 0) throw configInvalid(problems);
  return config;
}
