/** Params are a person's options for one run. The stage that uses a param declares it; the CLI offers it as a typed flag. */

/** A switch: `--emergency`. */
export interface FlagParam {
  readonly type: 'flag';
  /** One line for the help. */
  readonly describe: string;
  /** When on, the run is read-only: it takes no lock and every effect is refused. */
  readonly readOnly: boolean;
  /** An environment variable that turns the switch on with `true` or `1`. */
  readonly env?: string | undefined;
}

/** A text: `--to VERSION`. */
export interface TextParam {
  readonly type: 'text';
  /** One line for the help. */
  readonly describe: string;
  /** The placeholder in the help: `VERSION`. */
  readonly placeholder: string;
  /** An environment variable that gives the text when the flag is left out. */
  readonly env?: string | undefined;
  /** What to write instead of a wrong text; undefined for a right one. Asked before anything is started. */
  readonly hintFor?: ((text: string) => string | undefined) | undefined;
}

/** A param as a stage declares it. */
export type Param = FlagParam | TextParam;

/** Params by name, in camelCase: `checkOnly` becomes `--check-only`. */
export type Params = Readonly<Record<string, Param>>;

/** The values a stage sees: a boolean for each flag, a string or `undefined` for each text. */
export type ParamValues<P extends Params> = {
  readonly [K in keyof P]: ValueOfParam<P[K]>;
};

type ValueOfParam<P> = P extends FlagParam ? boolean : string | undefined;

/**
 * Declares a switch.
 *
 * @example
 * const look = stage({
 *   name: 'demo.look',
 *   params: { deep: flag('look everywhere', { env: 'LOOK_DEEP' }) },
 *   run: (_inputs, ctx) => ctx.log.info(ctx.params.deep ? 'everywhere' : 'at the top'),
 * });
 */
export function flag(
  describe: string,
  options: { readonly readOnly?: boolean; readonly env?: string } = {},
): FlagParam {
  return { type: 'flag', describe, readOnly: options.readOnly ?? false, env: options.env };
}

/**
 * Declares a text, with its placeholder for the help. `hintFor` refuses a wrong text before the run starts; a stage that refused it could be the last one.
 *
 * @example
 * const pick = stage({
 *   name: 'demo.pick',
 *   params: { to: text('VERSION', 'the version to pick') },
 *   run: (_inputs, ctx) => ctx.log.info(ctx.params.to ?? 'the latest'),
 * });
 */
export function text(
  placeholder: string,
  describe: string,
  options: { readonly env?: string; readonly hintFor?: (text: string) => string | undefined } = {},
): TextParam {
  return { type: 'text', describe, placeholder, env: options.env, hintFor: options.hintFor };
}
