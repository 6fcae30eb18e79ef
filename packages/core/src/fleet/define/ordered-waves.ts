/** The compile-time check of a fleet. Sentences stand in place of what is wrong; `fleet-problems.ts` says the same ones at run time. */
import type { Pipeline } from '../../words/pipeline.ts';
import type { Wave } from './wave.ts';

/** The waves themselves when their order is right. */
export type OrderedWaves<W extends readonly unknown[]> = number extends W['length']
  ? W
  : W extends readonly []
    ? readonly [typeof NO_WAVE]
    : { readonly [K in keyof W]: WaveOrFault<W[K], K, W> };

type WaveOrFault<E, K, W extends readonly unknown[]> =
  E extends Wave<infer Name, infer Takes>
    ? Name extends NamesBefore<W, K>
      ? `two waves are named '${Name}'`
      : K extends LastOf<W>
        ? 'some' extends Takes
          ? `the last wave takes everybody who is left: write wave('rest') after '${Name}', without where, count and share`
          : E
        : 'rest' extends Takes
          ? `wave '${Name}' takes everybody who is left, so none is left for the waves after it: give it where, count or share`
          : E
    : Wave;

/** The key of the last element. */
type LastOf<W extends readonly unknown[]> = W extends readonly [unknown, ...infer Rest]
  ? `${Rest['length']}`
  : never;

/** The names of the waves before the key. */
type NamesBefore<
  W extends readonly unknown[],
  K,
  Names = never,
  Seen extends unknown[] = [],
> = W extends readonly [infer Head, ...infer Rest]
  ? K extends `${Seen['length']}`
    ? Names
    : NamesBefore<Rest, K, Names | (Head extends Wave<infer Name> ? Name : never), [...Seen, Head]>
  : never;

/** A sentence when no stage of a pipeline provides an image. What a pipeline provides is not known where its list is built by code. */
export type BuildsImage<P> =
  P extends Pipeline<infer Name, infer Provided>
    ? 'image' extends Provided
      ? P
      : `pipeline '${Name}' cannot build for a fleet: none of its stages provides 'image'`
    : P;

/** A sentence when a pipeline can do nothing with the image that its member is given. */
export type TakesImage<P> =
  P extends Pipeline<infer Name, infer Provided>
    ? 'image' extends Provided
      ? P
      : `pipeline '${Name}' takes no image: none of its stages provides 'image', from '--image'`
    : P;

/** Used by the compiler, and again at run time. */
export const NO_WAVE = "a fleet has at least one wave: wave('all')";
/** For JavaScript. */
export const ONLY_WAVES = 'only waves can stand in the list: give what wave(…) returned';
