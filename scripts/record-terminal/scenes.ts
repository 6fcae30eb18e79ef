/** What is recorded: the two pictures of the README. Each is a real run in the local world. */

/** A picture, and the command that it shows. */
export interface Scene {
  /** The file's name, without `.svg`. */
  readonly name: string;
  /** What a reader types. */
  readonly typed: string;
  /** The words for `scripts/local.ts`. */
  readonly words: readonly string[];
  readonly exitCode: number;
  /** What the picture is called, for people who do not see it. */
  readonly title: string;
  /** Rows of the last screen begin like this; otherwise the recording is not kept. */
  readonly ends: readonly RegExp[];
}

export const scenes: readonly Scene[] = [
  {
    name: 'caught-before-traffic',
    typed: 'npx -y pnpm@12 deploy:local --fault empty-jwks',
    words: ['deploy', '--fault', 'empty-jwks'],
    exitCode: 1,
    title: 'A build with an empty key set is caught before it gets a request',
    ends: [/^✖ checks\.inside /, /^ +fail jwks\.keys /, /^✔ undo fly\.boot /, /^deploy failed .*exit 1/],
  },
  {
    name: 'switched-back',
    typed: 'npx -y pnpm@12 deploy:local --fault redirect-loop',
    words: ['deploy', '--fault', 'redirect-loop'],
    exitCode: 3,
    title: 'A build that only fails from outside is switched back, and the old release is proven again',
    ends: [/^✔ undo fly\.switch /, /^✔ verify checks\.suite /, /^deploy failed; rolled back, .*exit 3/],
  },
];
