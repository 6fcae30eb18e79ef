/** Errors of releases and rollbacks. */

export const flyRows = {
  FLY_NOT_READY: {
    exitCode: [1, 2],
    means: '`fly.preflight` found problems. All of them are listed, each with its own code.',
    do: 'fix each of the problems listed, then run the same command again',
  },
  FLY_TOKEN_MISSING: {
    exitCode: 1,
    rights: true,
    means:
      'Neither `FLY_ACCESS_TOKEN` nor `FLY_API_TOKEN` is set. A login by `flyctl auth login` does not count: the token is passed on explicitly.',
    do: 'make one with `flyctl tokens create deploy -a APP` and set `FLY_API_TOKEN` to it',
  },
  FLY_FLYCTL_MISSING: {
    exitCode: 1,
    means:
      'The image is to be built with flyctl, and there is no `flyctl` or `fly` on the PATH, or `FLYCTL_PATH` is no executable file.',
    do: 'install it (https://fly.io/docs/flyctl/install/) or set `FLYCTL_PATH` to the executable',
  },
  FLY_DOCKER_MISSING: {
    exitCode: 1,
    means: 'The image is to be built with `docker()`, and there is no `docker` on the PATH.',
    do: 'install Docker (https://docs.docker.com/engine/install/), build with `flyctl()`, or deploy an image with `--image`',
  },
  FLY_FLYCTL_OLD: {
    exitCode: 1,
    means: 'flyctl said that it does not know a command or flag that a build needs (known from 0.4.87).',
    do: 'run `flyctl version upgrade`, and pin the version in CI',
  },
  FLY_APP_UNCHECKED: {
    exitCode: 1,
    rights: true,
    means: 'Without a token it is unknown whether the app exists. It comes with `FLY_TOKEN_MISSING`.',
    do: 'fix the problems listed beside it; if there is no app yet: `flyctl apps create APP`',
  },
  FLY_CONFIG_MISSING: {
    exitCode: 2,
    means: "The platform's config file, such as `fly.production.toml`, cannot be read.",
    do: 'run the command in the folder of the file, or give the stage its path as `config`',
  },
  FLY_CONFIG_SYNTAX: {
    exitCode: 2,
    means: 'The config file is not valid TOML, JSON or YAML; the message has line and column.',
    do: 'correct the file at that place',
  },
  FLY_CONFIG_RULE: {
    exitCode: 2,
    means:
      'The config file asks for something that flyctl refuses, or that cannot be done right here: a value of the wrong kind, an unknown strategy or size, a service for no process group, several volumes in one group, containers, relative statics; or it is the file of another app.',
    do: 'write what the hint of the error says',
  },
  FLY_NO_WAY_BACK: {
    exitCode: 1,
    means:
      'The live release could not be put back if the new one failed: its image is no longer in the registry, or the registry could not be asked. Nothing was changed.',
    do: 'nothing was changed; release the live code again, so that its image is in the registry, or deploy without a way back: `paintbox-deploy deploy --one-way`',
  },
  FLY_IMAGE_BAD: {
    exitCode: 1,
    means:
      'This image was released before and taken back because of a fault. It stays bad under any release number, until a later release of the same image passes its checks. Nothing was changed.',
    do: 'fix the code and build again; if the cause was elsewhere (a key that was missing, a service that was down), `paintbox-deploy deploy --force` releases it all the same',
  },
  FLY_FLEET_MIXED: {
    exitCode: 1,
    means:
      'The machines do not all run one release: an update stopped half-way, or a deploy outside this tool left machines behind.',
    do: 'look at `flyctl machine list`; `paintbox-deploy rollback` brings all machines to one release, or use `flyctl machine destroy` for those that do not serve',
  },
  FLY_RELEASED_ELSEWHERE: {
    exitCode: 1,
    means:
      "A run that this state does not know made the live release, although this state has released the app before. So there are two states for one app: two folders, or a folder and a bucket. Neither knows the other's lock, unfinished runs and proven releases. Nothing was changed.",
    do: 'deploy with the state that run was made with: set `PAINTBOX_STATE_DIR`, or `state` in the config ([state.md](state.md)). When the other state is gone for good, `paintbox-deploy deploy --adopt` goes on from what is live',
  },
  FLY_DEPLOY_RUNNING: {
    exitCode: 1,
    means: 'Another tool makes a release of the app right now: its release command runs.',
    do: 'wait until it has ended; if it was started by hand, stop it there',
  },
  FLY_NOT_CONVERGED: {
    exitCode: 1,
    means:
      'Traffic was not moved, because no new machine of a group could take over: it ended, was stopped, or was taken out of traffic meanwhile. The old machines serve.',
    do: 'look at `flyctl machine list` and `flyctl logs`, and deploy again',
  },
  FLY_NOT_SEEN: {
    exitCode: 1,
    means:
      'New machines were let into traffic, and do not answer rightly from outside: no answer, a status of 500 or more, another build; or, between two steps, they fail where old ones do not. Traffic is moved back.',
    do: 'see `flyctl logs` for these machines; a proxy that needs longer to know of new machines needs a longer `spreadMs`',
  },
  FLY_UNDO_UNPROVEN: {
    exitCode: 4,
    means: 'The previous release could not be put back, or does not serve.',
    do: 'look at `flyctl machine list`; then `paintbox-deploy rollback --emergency` puts the last proven release back, `--to VERSION` a particular one',
  },
  FLY_NOT_PROVEN: {
    exitCode: [1, 6],
    means: '`fly.mark-stable` was given a report that says neither `pass` nor `warn`.',
    do: 'only a release whose checks pass or warn becomes stable; see the check table',
  },
  FLY_NO_STABLE_RELEASE: {
    exitCode: 4,
    means:
      'A rollback found no release to go back to. The message has the reason for each: never marked stable, taken back, same code as one that was taken back, same code as the live release, or image no longer in the registry.',
    do: 'deploy a known good image with `paintbox-deploy deploy --image REF`, or name an unproven release: `paintbox-deploy rollback --to VERSION`',
  },
  FLY_REHEARSAL_FAILED: {
    exitCode: 1,
    means:
      '`rollback --rehearse` booted the release that would be put back, without traffic, and it did not become healthy: it ended, or its checks did not pass. Its machine was removed, and what serves was not touched.',
    do: 'what serves was not touched: see what this release needs that is gone (a secret, a service, a schema), or rehearse another one with `paintbox-deploy rollback --rehearse --to VERSION`',
  },
  FLY_PROBE_REFUSED: {
    exitCode: 2,
    means:
      '`platform probe` is for an app that nobody needs, and this one has machines. Nothing was changed.',
    do: 'make an app for it: `flyctl apps create THROW-AWAY`, and name it by `FLY_APP`, with a token of that app in `FLY_API_TOKEN`',
  },
  FLY_OPTION: {
    exitCode: 2,
    means: "A stage was given an option that cannot work, such as steps that do not end with `'all'`.",
    do: 'correct the option in paintbox.deploy.config.ts',
  },
  FLY_IMAGE_REF: {
    exitCode: 2,
    means: '`--image` is no image reference. A release number such as `v41` is not one.',
    do: 'use registry.fly.io/APP:TAG or registry.fly.io/APP@sha256:…; a release number such as v41 is not an image',
  },
} as const;
