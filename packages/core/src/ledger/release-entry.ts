/** The ledger's entry of a release. Another version may have written it: it is checked when it is read, and unknown members are kept. */
import { releaseShape } from '../artifacts/release.ts';
import type { Release } from '../artifacts/release.ts';
import { maybe, nullable, number, shape, tableOf, text } from '../artifacts/shape.ts';
import type { Look } from '../artifacts/shape.ts';

/** The label a release earned, with its evidence. */
export interface StableMark {
  readonly at: string;
  readonly runId: string;
  /** Checks per verdict. */
  readonly evidence: Readonly<Record<string, number>>;
  /** How long it was watched in service before it was marked, in ms; absent when it was not watched. */
  readonly soakMs?: number | undefined;
}

/** Why a release must not be chosen for a rollback. */
export interface AgainstMark {
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
}

/** The labels of a release. */
export interface ReleaseMarks {
  readonly stable?: StableMark | undefined;
  /** A fault was found in it: neither it nor its image is released again unless a person asks for it. */
  readonly bad?: AgainstMark | undefined;
  /** It was taken back, but not for a fault of its own: its run was cancelled or killed. */
  readonly undone?: AgainstMark | undefined;
}

/** One release. */
export interface ReleaseEntry {
  readonly release: Release;
  /** The platform's configuration it was made with, as JSON; null when it was not kept. */
  readonly configJson: string | null;
  /** The run that made it. */
  readonly runId: string;
  /** When it was seen to serve, ISO 8601. */
  readonly at: string;
  /** Who made it, as far as the environment of the run says. */
  readonly by?: string | undefined;
  /** The commit of the source, followed by `+` when there were uncommitted changes. */
  readonly commit?: string | undefined;
  /** The version that this one put back, for a rollback. */
  readonly restores?: string | undefined;
  /** The platform's own secrets at that time: name to digest, never a value. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly marks: ReleaseMarks;
}

const against: Look<AgainstMark> = shape<AgainstMark>({ at: text, runId: text, reason: text });

/** How an entry is stored. */
export const entryShape: Look<ReleaseEntry> = shape<ReleaseEntry>({
  release: releaseShape,
  configJson: nullable(text),
  runId: text,
  at: text,
  by: maybe(text),
  commit: maybe(text),
  restores: maybe(text),
  secrets: maybe(tableOf(text)),
  marks: shape<ReleaseMarks>({
    stable: maybe(
      shape<StableMark>({ at: text, runId: text, evidence: tableOf(number), soakMs: maybe(number) }),
    ),
    bad: maybe(against),
    undone: maybe(against),
  }),
});
