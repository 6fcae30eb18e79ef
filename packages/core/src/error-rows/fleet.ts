/** What can go wrong with a fleet. Nothing was handed out, unless a row says so. */

export const fleetRows = {
  FLEET_INVALID: {
    exitCode: 2,
    means:
      'A fleet of the config is not written as it must be: its waves, its pipelines or its numbers. Every problem is listed.',
    do: 'correct the fleet in the config file',
  },
  FLEET_MEMBERS: {
    exitCode: 2,
    means:
      'The list of members cannot be used: it is empty, names an app twice, or has a name or label of the wrong form.',
    do: 'correct what lists the members',
  },
  FLEET_WAVE_EMPTY: {
    exitCode: 2,
    means:
      'A wave has no members: its labels match nobody, or the waves before it took everybody. A wave without members proves nothing, and the next one would begin without evidence.',
    do: 'correct the labels of the wave, or remove it',
  },
  FLEET_TOLERANCE: {
    exitCode: 2,
    means: 'A wave tolerates as many bad members as it has, so it would be good whatever happens.',
    do: 'lower `tolerate`, or make the wave larger',
  },
  FLEET_UNFINISHED: {
    exitCode: 5,
    means:
      'An earlier run of the fleet has not ended: it is under way, waits for a person, or its coordinator was killed. Two runs would hand out two images at the same time.',
    do: 'let the earlier run go on to its end (`paintbox-deploy fleet resume`), or stop it with `paintbox-deploy fleet rollback`, which takes its wave back',
  },
  FLEET_IMAGE_HELD: {
    exitCode: 2,
    means:
      'The image was taken back from this fleet before, because a wave was bad. The message says when and why.',
    do: 'release another image; if this one is right after all, say so: `paintbox-deploy fleet deploy --again`, or `--force` for one app',
  },
  FLEET_CHANGED: {
    exitCode: 2,
    means:
      'The fleet is not the one that was planned: members came or went, the config was changed, or an image is to be built from another commit.',
    do: 'plan again, look at the difference, and deploy with the new hash',
  },
  FLEET_UNREADY: {
    exitCode: 'problems',
    means: 'Several things stand in the way of a run of the fleet; each is listed.',
    do: 'correct each of the problems listed, then plan again',
  },
  FLEET_SECRETS: {
    exitCode: 1,
    rights: true,
    means:
      'What a run of a member was to get, a token of its app for example, cannot be read: it is not there, may not be read, or is empty. The member was not touched, and the release is not judged by it.',
    do: 'put it where `secrets` of the fleet reads it, or give the worker the right to read it; then `fleet deploy --retry RUN`',
  },
  FLEET_MEMBER_UNDECIDED: {
    exitCode: 5,
    means:
      'The run of a member has no verdict, because another worker has it, or its state cannot be written. The hand-out is tried again by itself.',
    do: 'nothing, if it goes on; otherwise look at the member with `paintbox-deploy fleet status`',
  },
  FLEET_STATE_APART: {
    exitCode: 2,
    means:
      'A worker was handed a member of a run that its state does not have, because whoever began the run keeps state elsewhere: each in a folder of its own, for example. The worker runs nothing of it, and leaves it to others.',
    do: 'give the workers and whoever begins runs the same `state`: a bucket or PostgreSQL. If the state of the run was deleted, drop the schema of the queue',
  },
  FLEET_MEMBER_MOVED: {
    exitCode: 4,
    means:
      'A member was to be taken back, and it no longer runs what the fleet gave it: somebody has released or changed it since, by hand or by a run of its own. Taking it back would undo that, so nothing was changed.',
    do: 'look at what the member runs, and decide: keep that, or take it back alone with `paintbox-deploy rollback` and the variable FLY_APP',
  },
  FLEET_WORD: {
    exitCode: 2,
    means:
      'A run of the fleet was to be paused, continued, approved or stopped, and there is nothing that this could change: it has ended, or is so already, or no wave waits.',
    do: 'look at it with `paintbox-deploy fleet status`',
  },
  FLEET_NOTHING_LEFT: {
    exitCode: 2,
    means:
      'A run of the fleet was to be retried, taken back, or given to members that came late, and no member is left for that.',
    do: 'look at the run with `paintbox-deploy fleet status`, or name another one',
  },
  FLEET_IMAGE_TAG: {
    exitCode: 2,
    means:
      'The image is named by a tag. A tag can be moved while the fleet is served, so that members would get different images, and nothing could be held.',
    do: 'name it with its digest, `REF@sha256:…`: the record of the run that built it has it',
  },
} as const;
