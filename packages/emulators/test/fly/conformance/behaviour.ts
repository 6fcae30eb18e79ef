/** A table of how flyctl behaves: each row says where that is known from, and is tried against the emulated one. */
import * as assert from 'uvu/assert';
import type { Fault, Mishap } from '../../../src/fly/index.ts';
import type { CommandResult, TestWorld } from '../world.ts';

/**
 * How a behaviour is known: read in the source of flyctl, in the vendor's documentation, reported by users, concluded from the source
 * without having been seen, or learnt from flyctl 0.4.87 itself when it was run against this platform.
 */
export type Source = 'code' | 'docs' | 'report' | 'inference' | 'flyctl';

/** One behaviour. */
export interface Behaviour {
  /** Section of the notes on flyctl's behaviour, or `api` with the part of the platform's interface. */
  readonly section: string;
  readonly source: Source;
  readonly says: string;
  readonly check: (world: TestWorld) => Promise<void>;
  /** Leaves the world as no other row may find it, and so gets one of its own: with an app that is deployed, or not yet. */
  readonly own?: 'deployed' | 'empty';
}

/** What one call does. */
export interface CallRow {
  readonly words: readonly string[];
  readonly env?: Record<string, string>;
  readonly input?: string;
  readonly faults?: readonly Fault[];
  readonly mishaps?: readonly Mishap[];
  readonly code: number | null;
  readonly stdout?: string | RegExp;
  readonly stderr?: string | RegExp;
  /** Nothing at all is printed. */
  readonly silent?: boolean;
}

/** A behaviour that one call shows. */
export function call(
  section: string,
  source: Source,
  says: string,
  row: CallRow,
  own?: Behaviour['own'],
): Behaviour {
  return { section, source, says, check: (world) => checkCall(world, row), ...(own ? { own } : {}) };
}

/** A behaviour that takes more than one call. */
export function scene(
  section: string,
  source: Source,
  says: string,
  check: Behaviour['check'],
  own?: Behaviour['own'],
): Behaviour {
  return { section, source, says, check, ...(own ? { own } : {}) };
}

async function checkCall(world: TestWorld, row: CallRow): Promise<void> {
  for (const fault of row.faults ?? []) world.emulator.addFault(fault);
  for (const mishap of row.mishaps ?? []) world.emulator.addMishap(mishap);
  const result = await world.flyctl(row.words, {
    ...(row.env ? { env: row.env } : {}),
    ...(row.input === undefined ? {} : { input: row.input }),
  });
  world.emulator.clearFaults();
  world.emulator.clearMishaps();
  judge(result, row);
}

function judge(result: CommandResult, { code, stdout, stderr, silent }: CallRow): void {
  const said = `${result.stdout}\n${result.stderr}`;
  assert.is(result.code, code, said);
  if (code === null) assert.is(result.signal, 'SIGKILL');
  if (stdout !== undefined) assert.match(result.stdout, stdout);
  if (stderr !== undefined) assert.match(result.stderr, stderr);
  if (silent === true) assert.is(said.trim(), '');
}

/** Versions of the releases that the app's managed machines are of. */
export function versions(world: TestWorld): string[] {
  return world.emulator
    .machines('demo')
    .map(({ config }) => config.metadata['fly_release_version'] ?? '')
    .toSorted((a, b) => a.localeCompare(b));
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
