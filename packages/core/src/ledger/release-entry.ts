/** What the ledger keeps of a release. An entry outlives the version that wrote it: it is looked at before it is believed, and what is not known in it stays. */
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
  /** How long it was watched in service before it was marked, in ms; absent when it was not. */
  readonly soakMs?: number | undefined;
}

/** Why a release is not to be gone back to. */
export interface AgainstMark {
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
}

/** The labels of a release. */
export interface ReleaseMarks {
  readonly stable?: StableMark | undefined;
  /** Something was found wrong with it: neither it nor its image is released again without a word from a person. */
  readonly bad?: AgainstMark | undefined;
  /** It was taken back for a reason that says nothing about it: its run was cancelled, or died. */
  readonly undone?: AgainstMark | undefined;
}

/** One release. */
export interface ReleaseEntry {
  readonly release: Release;
  /** The platform's configuration it was made with, as JSON; null when nobody kept it. */
  readonly configJson: string | null;
  /** The run that made it. */
  readonly runId: string;
  /** When it was seen to serve, ISO 8601. */
  readonly at: string;
  /** Who made it, as far as their environment says. */
  readonly by?: string | undefined;
  /** The commit of the source, with `+` after it when there were changes beside it. */
  readonly commit?: string | undefined;
  /** The version that this one put back, for a rollback. */
  readonly restores?: string | undefined;
  /** The platform's own secrets then: name to digest, never a value. */
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
