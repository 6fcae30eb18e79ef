/** A booted release in words that later stages and a resumed run can use. */
import type { Booted, BootedRelease } from '../artifacts.ts';
import type { BootPlan, NewMachine } from '../machines/boot-plan.ts';
import { servedBy } from '../machines/served-by.ts';
import type { BootWork } from './boot-release.ts';
import { commitOf } from './provenance.ts';

/** Puts it together. */
export function bootedOf(
  { buildId, image, configJson }: Pick<BootWork, 'buildId' | 'image' | 'configJson'>,
  made: {
    readonly version: number;
    readonly row: BootedRelease['row'];
    readonly digest: string | null;
    readonly machines: readonly Booted[];
    readonly plan: Pick<BootPlan, 'inPlace'>;
  },
): BootedRelease {
  return {
    buildId,
    version: String(made.version),
    row: made.row,
    imageRef: image.ref,
    imageDigest: made.digest,
    ...commitOf(image),
    configJson,
    machines: made.machines,
    inPlace: made.plan.inPlace.map(({ blue, config }) => ({ id: blue.id, config })),
  };
}

/** What a machine is in the release. */
export function placeOf(wanted: NewMachine): Omit<Booted, 'id' | 'instanceId'> {
  const { name, group, replaces, rests, config } = wanted;
  return { name, group, replaces, rests, started: wanted.standsBy.length === 0, ...servedBy(config) };
}
