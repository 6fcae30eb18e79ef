/** A table of how the platform behaves: each row says where that is known from, and is tried against the emulated one. */
import type { TestWorld } from '../world.ts';

/**
 * How a behaviour is known: read in the source of flyctl, in the vendor's documentation, reported by users, concluded from the source
 * without having been seen, or learnt from flyctl 0.4.87 itself when it was run against the emulated platform.
 */
export type Source = 'code' | 'docs' | 'report' | 'inference' | 'flyctl';

/** One behaviour. */
export interface Behaviour {
  /** Part of the platform's interface. */
  readonly section: string;
  readonly source: Source;
  readonly says: string;
  /** All rows are tried in one world with one machine, and leave it as they find it. */
  readonly check: (world: TestWorld) => Promise<void>;
}

/** One row. */
export function scene(section: string, source: Source, says: string, check: Behaviour['check']): Behaviour {
  return { section, source, says, check };
}

const SOURCES: readonly Source[] = ['code', 'docs', 'report', 'inference', 'flyctl'];

/** Rows by section and source, as a table. */
export function summary(
  rows: readonly { readonly behaviour: Behaviour; readonly passed: boolean }[],
): string {
  const cell = (text: string | number): string => String(text).padStart(9);
  const line = (name: string, of: typeof rows): string => {
    const counts = SOURCES.map((source) => of.filter(({ behaviour }) => behaviour.source === source).length);
    return `| ${name.padEnd(8)} |${[...counts, of.length, of.filter(({ passed }) => passed).length].map((count) => ` ${cell(count)} |`).join('')}`;
  };
  const sections = [...Map.groupBy(rows, ({ behaviour }) => behaviour.section)].toSorted(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return [
    `| section  |${[...SOURCES, 'rows', 'passed'].map((head) => ` ${cell(head)} |`).join('')}`,
    ...sections.map(([section, of]) => line(section, of)),
    line('all', rows),
    '',
  ].join('\n');
}
