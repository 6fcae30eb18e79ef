/** Makes release histories of which it is known what could be gone back to: what a build was really worth is decided before anybody looks at it. */
import type { ReleaseEntry, ReleaseMarks } from '@paintbox/deploy-core/release';
import { seeded } from '../../../test/seeded.ts';

/** A release as the platform lists it. */
export interface PlatformRow {
  readonly version: number;
  readonly status: 'complete' | 'failed' | 'interrupted';
  readonly image: string;
}

/** A history that ends with something live that has to be left. */
export interface History {
  readonly seed: number;
  /** Newest first. */
  readonly entries: readonly ReleaseEntry[];
  /** Newest first. */
  readonly rows: readonly PlatformRow[];
  readonly live: { readonly version: number; readonly imageDigest: string; readonly configHash: string };
  /** Images the registry still has. */
  readonly images: ReadonlySet<string>;
  /** The versions that would really serve well again; none when nothing could be gone back to. */
  readonly right: ReadonlySet<string>;
  readonly nowMs: number;
}

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const MINUTE_MS = 60_000;

interface Code {
  readonly image: string;
  readonly config: string;
  /** What it is really worth. */
  readonly good: boolean;
}

/** What the deploys of a team do to an app, one after the other. */
class Team {
  readonly entries: ReleaseEntry[] = [];
  readonly rows: PlatformRow[] = [];
  readonly worth = new Map<string, Code>();
  #version = 0;
  #image = 0;
  #nowMs = START_MS;
  live: { version: number; code: Code } | undefined;

  get nowMs(): number {
    return this.#nowMs;
  }

  wait(minutes: number): void {
    this.#nowMs += minutes * MINUTE_MS;
  }

  newCode(good: boolean): Code {
    this.#image += 1;
    return { image: `sha256:${this.#image}`, config: this.live?.code.config ?? 'c1', good };
  }

  /** A deploy of ours whose machines came to serve. */
  deploy(code: Code, marks: (at: string) => ReleaseMarks, restores?: string): number {
    const version = this.#row('complete', code.image);
    const at = new Date(this.#nowMs).toISOString();
    const entry: ReleaseEntry = {
      release: {
        version: String(version),
        imageDigest: code.image,
        imageRef: `registry.fly.io/demo@${code.image}`,
        configHash: code.config,
        secretVersions: {},
        buildId: `run-${version}`,
        machines: ['m1'],
      },
      configJson: '{}',
      runId: `run-${version}`,
      at,
      ...(restores === undefined ? {} : { restores }),
      marks: marks(at),
    };
    this.entries.unshift(entry);
    this.worth.set(entry.release.version, code);
    this.live = { version, code };
    return version;
  }

  /** A deploy whose machines never came to serve: only the platform knows of it. */
  failed(code: Code): void {
    this.#row('failed', code.image);
  }

  /** `secrets set` makes a release of its own; the platform writes the newest row's image to it, whatever the machines run. */
  secretsSet(): void {
    const newest = this.rows[0];
    if (newest !== undefined) this.#row('complete', newest.image);
  }

  mark(version: number, marks: ReleaseMarks): void {
    const at = this.entries.findIndex(({ release }) => release.version === String(version));
    const entry = this.entries[at];
    if (entry !== undefined) this.entries[at] = { ...entry, marks: { ...entry.marks, ...marks } };
  }

  #row(status: PlatformRow['status'], image: string): number {
    this.#version += 1;
    this.rows.unshift({ version: this.#version, status, image });
    return this.#version;
  }
}

const proven = (at: string): ReleaseMarks => ({ stable: { at, runId: 'r', evidence: { pass: 20 } } });
const against = (team: Team, reason: string) => ({
  at: new Date(team.nowMs).toISOString(),
  runId: 'r',
  reason,
});

/** One history. */
export function historyOf(seed: number): History {
  const random = seeded(seed * 0x9e3779b9);
  const team = new Team();
  const steps = 1 + Math.floor(random() * 12);
  for (let step = 0; step < steps; step += 1) oneStep(team, random);
  // What is live now is what somebody wants to be rid of: it passed its checks, and is broken.
  team.wait(1 + random() * 600);
  const last = random() < 0.25 && team.live !== undefined;
  const code: Code =
    last && team.live ? { ...team.live.code, config: `c-${seed}`, good: false } : team.newCode(false);
  const version = team.deploy(code, random() < 0.5 ? proven : () => ({}));
  if (random() < 0.3) team.secretsSet();
  team.wait(1 + random() * 60);
  const images = new Set([...team.worth.values()].map(({ image }) => image));
  for (const image of images) if (random() < 0.3 && image !== code.image) images.delete(image);
  const right = team.entries.filter(({ release, marks }) => {
    const real = team.worth.get(release.version);
    return real?.good === true && marks.stable !== undefined && images.has(real.image);
  });
  return {
    seed,
    entries: team.entries,
    rows: team.rows,
    live: { version, imageDigest: code.image, configHash: code.config },
    images,
    right: new Set(right.map(({ release }) => release.version)),
    nowMs: team.nowMs,
  };
}

function oneStep(team: Team, random: () => number): void {
  const kind = random();
  team.wait(20 + random() * 3_000);
  const before = team.live;
  if (kind < 0.45 || before === undefined) {
    team.deploy(team.newCode(true), proven);
  } else if (kind < 0.6) {
    // Its checks fail, and the release before is put back under a new number.
    const bad = team.newCode(false);
    const version = team.deploy(bad, () => ({}));
    team.mark(version, { bad: against(team, 'it failed jwks.keys') });
    team.deploy(before.code, () => ({}), String(before.version));
    // Somebody ships the very same image again, by hand and by force.
    if (random() < 0.3) {
      team.wait(5);
      team.deploy(bad, () => ({}));
      team.wait(5);
      team.deploy(before.code, () => ({}), String(before.version));
    }
  } else if (kind < 0.7) {
    team.failed(team.newCode(false));
  } else if (kind < 0.78) {
    // Cancelled before it was proven.
    const version = team.deploy(team.newCode(random() < 0.5), () => ({}));
    team.mark(version, { undone: against(team, 'its run ended before it was proven') });
    team.deploy(before.code, () => ({}), String(before.version));
  } else if (kind < 0.86) {
    team.secretsSet();
  } else if (kind < 0.94) {
    // Passes its checks, is found broken later, and is rolled back from; sometimes under its second number.
    const bad = team.newCode(false);
    let version = team.deploy(bad, proven);
    team.wait(30 + random() * 500);
    if (random() < 0.5) {
      version = team.deploy(bad, proven);
      team.wait(30);
    }
    team.mark(version, { bad: against(team, 'rolled back on request') });
    team.deploy(before.code, proven, String(before.version));
  } else {
    // Passes its checks, is broken, and is replaced within minutes by somebody who saw it and said nothing.
    team.deploy(team.newCode(false), proven);
    team.wait(1 + random() * 6);
    team.deploy(team.newCode(true), proven);
  }
}
