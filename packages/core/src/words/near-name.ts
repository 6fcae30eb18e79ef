/** Finds at compile time which property a mistyped one was meant to be. Only unknown properties are looked up, so correct programs pay nothing. */

/** ` (did you mean 'undo'?)`, or nothing when no known name is near. */
export type DidYouMean<Word extends string, Known extends string> = [OneSlip<Word, Known>] extends [never]
  ? [SameStart<Word, Known>] extends [never]
    ? Word extends keyof OtherWords
      ? Suggest<Extract<OtherWords[Word], Known>>
      : ''
    : Suggest<SameStart<Word, Known>>
  : Suggest<OneSlip<Word, Known>>;

type Suggest<Known extends string> = ` (did you mean '${Known}'?)`;

/** Names that other tools use for the same property. */
interface OtherWords {
  readonly inputs: 'needs';
  readonly requires: 'needs';
  readonly dependsOn: 'needs';
  readonly outputs: 'provides';
  readonly title: 'describe';
  readonly id: 'name';
  readonly execute: 'run';
  readonly apply: 'run';
  readonly rollback: 'undo';
  readonly revert: 'undo';
  readonly cleanup: 'undo';
  readonly dryRun: 'plan';
  readonly check: 'verifies';
  readonly options: 'params';
  readonly args: 'params';
}

/** The known names that differ by capitals, or by one letter that is missing, too many, another one, or swapped with the next. */
type OneSlip<Word extends string, Known extends string> = Known extends Known
  ? IsOneSlip<Unlike<Lowercase<Word>, Lowercase<Known>>> extends true
    ? Known
    : never
  : never;

/** What is left of two words from the first letter on in which they differ. */
type Unlike<A extends string, B extends string> = A extends `${infer Head}${infer TailA}`
  ? B extends `${Head}${infer TailB}`
    ? Unlike<TailA, TailB>
    : [A, B]
  : [A, B];

type IsOneSlip<Rest extends [string, string]> = Rest extends ['', '']
  ? true
  : [WithoutFirstLetter<Rest[0]>] extends [Rest[1]]
    ? true
    : [Rest[0]] extends [WithoutFirstLetter<Rest[1]>]
      ? true
      : [WithoutFirstLetter<Rest[0]>] extends [WithoutFirstLetter<Rest[1]>]
        ? true
        : Rest extends [`${infer X}${infer Y}${infer TailA}`, `${infer V}${infer W}${infer TailB}`]
          ? [X, Y, TailA] extends [W, V, TailB]
            ? true
            : false
          : false;

/** A text without its first letter; an empty one has a tail that is like no other. */
type WithoutFirstLetter<A extends string> = A extends `${string}${infer Rest}` ? Rest : '\n';

/** The known names that begin with the same four letters: `timeout`, `description`, `provided`. */
type SameStart<Word extends string, Known extends string> = Known extends `${Start<Word>}${string}`
  ? Known
  : never;

type Start<A extends string> = A extends `${infer W}${infer X}${infer Y}${infer Z}${string}`
  ? Uncapitalize<`${W}${X}${Y}${Z}`>
  : '\n';
