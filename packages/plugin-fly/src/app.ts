/** The stages of an app on Fly.io, with the options they have in common given once. */
import { bringBack } from './rollback/bring-back.ts';
import { chooseStable } from './rollback/choose-stable.ts';
import { confirmRollback } from './rollback/confirm-rollback.ts';
import { rehearse } from './rollback/rehearse.ts';
import { restore } from './rollback/restore.ts';
import { settingsOf } from './options.ts';
import type { AppOptions } from './options.ts';
import { probe } from './probe/probe.ts';
import { boot } from './stages/boot.ts';
import { build } from './stages/build.ts';
import type { BuildOptions } from './stages/build.ts';
import { command } from './stages/command.ts';
import { markStable } from './stages/mark-stable.ts';
import { preflight } from './stages/preflight.ts';
import type { PreflightOptions } from './stages/preflight.ts';
import { retire } from './stages/retire.ts';
import { switchTo } from './stages/switch.ts';
import { update } from './stages/update.ts';
import { wayBack } from './stages/way-back.ts';

/** The stages of an app, in the order in which a deploy, and then a rollback, uses them. */
export interface FlyApp {
  /** Checks, without changes, that a run can start. */
  preflight(options?: PreflightOptions): ReturnType<typeof preflight>;
  /** Proves that the release that serves could be put back. */
  wayBack(): ReturnType<typeof wayBack>;
  /** Builds and pushes the image, or takes the one of `--image`. */
  build(options?: BuildOptions): ReturnType<typeof build>;
  /** Runs the release command of the config file. */
  command(): ReturnType<typeof command>;
  /** Makes the new machines, without traffic, and lets the platform prove them. */
  boot(): ReturnType<typeof boot>;
  /** Moves traffic to them. */
  switch(): ReturnType<typeof switchTo>;
  /** Changes in place the machines that hold volumes or run by the clock. */
  update(): ReturnType<typeof update>;
  /** Marks the release stable, with its evidence. */
  markStable(): ReturnType<typeof markStable>;
  /** Stops the old machines and keeps them as the way back. */
  retire(): ReturnType<typeof retire>;
  /** Chooses the release to go back to, or takes the one of `--to`. */
  chooseStable(): ReturnType<typeof chooseStable>;
  /** Asks the person at the terminal. */
  confirmRollback(): ReturnType<typeof confirmRollback>;
  /** Makes the chosen release stand beside the one that serves, without traffic. */
  bringBack(): ReturnType<typeof bringBack>;
  /** Ends the run here when it is a rehearsal. */
  rehearse(): ReturnType<typeof rehearse>;
  /** Moves traffic back to it. */
  restore(): ReturnType<typeof restore>;
  /** Tries on a throw-away app what we assume about the platform. */
  probe(): ReturnType<typeof probe>;
}

/**
 * Gives the stages of an app.
 *
 * @throws DeployError `FLY_OPTION`
 *
 * @example
 * const shop = app({ config: 'fly.toml' });
 * const stages = [shop.preflight(), shop.wayBack(), shop.build(), shop.boot(), shop.switch(), shop.update(), shop.retire()];
 */
export function app(options: AppOptions = {}): FlyApp {
  const settings = settingsOf(options);
  return {
    preflight: (more) => preflight(settings, more),
    wayBack: () => wayBack(),
    build: (more) => build(settings, more),
    command: () => command(settings),
    boot: () => boot(settings),
    switch: () => switchTo(settings),
    update: () => update(settings),
    markStable: () => markStable(),
    retire: () => retire(settings),
    chooseStable: () => chooseStable(),
    confirmRollback: () => confirmRollback(),
    bringBack: () => bringBack(settings),
    rehearse: () => rehearse(),
    restore: () => restore(settings),
    probe: () => probe(),
  };
}
