/** Finds every problem of a fleet at once, for configs in JavaScript and lists that are built by code. The sentences are those of the compiler. */
import { inspect } from 'node:util';
import type { FleetSpec } from './define-fleet.ts';
import { lengthMs } from './length-of-time.ts';
import { NO_WAVE, ONLY_WAVES } from './ordered-waves.ts';
import { toleratedOf } from './tolerance.ts';
import type { Tolerance } from './tolerance.ts';
import type { Wave } from './wave.ts';
import { windowOf } from './window.ts';

/** Every problem, as sentences. */
export function fleetProblems(name: string, spec: FleetSpec): readonly string[] {
  const { build, pipeline, atOnce, startEvery, tolerate, members, skip = [] } = spec;
  return [
    ...(/^[a-z][a-z0-9-]*$/.test(name)
      ? []
      : [`'${name}' cannot be the name of a fleet: use a-z, 0-9 and -`]),
    ...(Array.isArray(members) || typeof members === 'function'
      ? []
      : ["'members' is neither a list nor a function that lists them"]),
    ...(build === undefined || provides(build, 'image')
      ? []
      : [`pipeline '${build.name}' cannot build for a fleet: none of its stages provides 'image'`]),
    ...imageProblems(pipeline),
    ...waveProblems(spec.waves),
    ...whole('atOnce', atOnce, 1),
    ...tolerated('tolerate', tolerate),
    ...length('startEvery', startEvery),
    ...skip.flatMap(({ app, until, because }) => [
      ...(because === '' ? [`'${app}' is skipped without a reason`] : []),
      ...(until === undefined || !Number.isNaN(Date.parse(until))
        ? []
        : [`'${app}' is skipped until '${until}', which is no day such as 2026-12-02`]),
    ]),
  ];
}

function imageProblems(pipeline: FleetSpec['pipeline']): readonly string[] {
  if (!provides(pipeline, 'image')) {
    return [
      `pipeline '${pipeline.name}' takes no image: none of its stages provides 'image', from '--image'`,
    ];
  }
  return pipeline.params['image'] === undefined
    ? [`pipeline '${pipeline.name}' takes no image: none of its stages has the param '--image'`]
    : [];
}

function provides(pipeline: FleetSpec['pipeline'], id: string): boolean {
  return pipeline.stages.some((stage) => stage.provides.some((artifact) => artifact.id === id));
}

function waveProblems(waves: readonly Wave[]): readonly string[] {
  if (waves.length === 0) return [NO_WAVE];
  if (waves.some((wave) => typeof wave !== 'object' || wave.options === undefined)) return [ONLY_WAVES];
  const names = waves.map(({ name }) => name);
  return waves.flatMap((wave, index) => [
    ...(names.indexOf(wave.name) === index ? [] : [`two waves are named '${wave.name}'`]),
    ...orderProblems(wave, index === waves.length - 1),
    ...optionProblems(wave),
  ]);
}

function orderProblems({ name, takes }: Wave, last: boolean): readonly string[] {
  if (last && takes === 'some') {
    return [
      `the last wave takes everybody who is left: write wave('rest') after '${name}', without where, count and share`,
    ];
  }
  if (!last && takes === 'rest') {
    return [
      `wave '${name}' takes everybody who is left, so none is left for the waves after it: give it where, count or share`,
    ];
  }
  return [];
}

function optionProblems({ name, options }: Wave): readonly string[] {
  const { count, share, bake, tolerate, only } = options;
  const of = `of wave '${name}'`;
  return [
    ...(/^[a-z][a-z0-9-]*$/.test(name) ? [] : [`'${name}' cannot be the name of a wave: use a-z, 0-9 and -`]),
    ...(count !== undefined && share !== undefined
      ? [`wave '${name}' has either 'count' or 'share', not both`]
      : []),
    ...whole(`count ${of}`, count, 1),
    ...(share === undefined || (share > 0 && share <= 1)
      ? []
      : [`'share ${of}' is ${share}, not above 0 and at most 1`]),
    ...tolerated(`tolerate ${of}`, tolerate),
    ...length(`bake ${of}`, bake),
    ...(only === undefined || windowOf(only) !== undefined
      ? []
      : [`'only ${of}' is '${only}', not a window such as mon-fri 08-16 Europe/Berlin`]),
  ];
}

function whole(name: string, value: number | undefined, least: number): readonly string[] {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return [];
  return [`'${name}' is ${value}, not a whole number from ${least}`];
}

function tolerated(name: string, value: Tolerance | undefined): readonly string[] {
  if (value === undefined || toleratedOf(value, 0) !== undefined) return [];
  return [`'${name}' is ${inspect(value)}, neither a whole number from 0 nor a share such as '2%'`];
}

function length(name: string, value: string | undefined): readonly string[] {
  if (value === undefined || lengthMs(value) !== undefined) return [];
  return [`'${name}' is '${value}', not a length of time such as 30m`];
}
