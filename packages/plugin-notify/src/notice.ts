/** What people are told: one notice for each change of state, the same for every channel. Every text in it is clean. */
import type { RunInfo } from '@paintbox/deploy-core/run';
import type { RunView } from './run-view.ts';

/** How it is meant. */
export type Tone = 'good' | 'bad' | 'unsure' | 'neutral';

/** A label and what it says. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** One thing to tell. */
export interface Notice {
  /** The same for the same change of state, whoever tells it: `RUN.ended`. */
  readonly id: string;
  readonly kind: 'started' | 'ended' | 'health' | 'announcement' | 'sample';
  readonly tone: Tone;
  /** One line. */
  readonly title: string;
  /** What happened and what to do, in a few lines; empty when the title says it all. */
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly run: NoticeRun;
  /** How the stages of a run that has ended stand, in order. */
  readonly stages: RunView['stages'];
  /** The status word for programs: that of the run, or of the app's health. */
  readonly status: string;
  /** True for a run that wrong usage or configuration kept from starting: whoever typed it has read why, so it calls nobody, and is shown only where its start was. */
  readonly quiet?: boolean | undefined;
}

/** The run a notice is about. */
export type NoticeRun = Pick<RunInfo, 'id' | 'pipeline' | 'environment' | 'app' | 'url' | 'note'>;
