import type { Effect } from '../../src/index.ts';

/** Things that are there, and an effect that makes one of them. */
export function shelf(): {
  readonly made: string[];
  readonly put: (name: string, apply?: () => Promise<void>) => Effect<string>;
} {
  const made: string[] = [];
  return {
    made,
    put: (name, apply) => ({
      target: name,
      describe: `put ${name} there`,
      async apply() {
        await apply?.();
        made.push(name);
        return name;
      },
      observe: async () => (made.includes(name) ? { status: 'done', value: name } : { status: 'not-done' }),
    }),
  };
}
