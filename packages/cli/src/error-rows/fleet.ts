/** What can be wrong with a command for a fleet. */

export const fleetCommandRows = {
  CLI_UNKNOWN_FLEET: {
    exitCode: 2,
    means: 'The config has no fleet of that name, or several and none was named.',
    do: 'name one that the config has under `fleets`',
  },
  CLI_NO_CREW: {
    exitCode: 2,
    means: 'The config does not say what hands out the members of its fleets.',
    do: 'add `crew: crew(postgres())` of @paintbox/deploy-plugin-postgres to the config; without a server it runs inside this process',
  },
  CLI_CREW_ALONE: {
    exitCode: 2,
    means:
      'Workers were to share the members of a fleet, and the crew of the config is inside one process, so that no other process would ever see a hand-out.',
    do: 'name a PostgreSQL server that all workers reach, with `PAINTBOX_POSTGRES_URL` or `crew(postgres({ url }))`; or leave the work to `fleet deploy`',
  },
} as const;
