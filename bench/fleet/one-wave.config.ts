/** The fleet of `paintbox.fleet.config.ts` in one wave, with `FLEET_AT_ONCE` members at the same time: what a loop does. */
import { defineConfig } from '@paintbox/deploy-core';
import fleetConfig from '../../paintbox.fleet.config.ts';

const fleets = (fleetConfig.fleets ?? []).map((fleet) => ({
  ...fleet,
  atOnce: Number(process.env['FLEET_AT_ONCE'] ?? '4'),
  waves: fleet.waves.slice(-1).map((rule) => ({ ...rule, strict: false })),
}));

export default defineConfig({ ...fleetConfig, fleets });
