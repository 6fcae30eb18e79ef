/** A notice for people: one for each change of state, the same for every channel. All its texts are safe to show. */
import type { RunInfo } from '@paintbox/deploy-core/run';
import type { RunView } from './run-view.ts';

/** The kind of news. */
export type Tone = 'good' | 'bad' | 'unsure' | 'neutral';

/** A label and its value. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A page to go to. */
export interface NoticeLink {
  /** At most 75 characters. */
  readonly label: string;
  readonly url: string;
}

/** One notice. */
export interface Notice {
  /** The same in every process for the same change of state: `RUN.ended`. */
  readonly id: string;
  readonly kind: 'started' | 'ended' | 'health' | 'announcement' | 'sample' | 'fleet';
  readonly tone: Tone;
  /** One line. */
  readonly title: string;
  /** What happened and what to do, in a few lines; empty when the title says it all. */
  readonly text: string;
  readonly facts: readonly Fact[];
  /** The report, the job in CI, the page of the error, the commit and the app, as far as they are known. */
  readonly links: readonly NoticeLink[];
  readonly run: NoticeRun;
  /** The stages of an ended run with their status, in order. */
  readonly stages: RunView['stages'];
  /** The status word for programs: that of the run, or of the app's health. */
  readonly status: string;
  /** True for a run that did not start because of wrong usage or configuration. Its user has already seen the error. It alerts nobody, and is shown only where the start was shown. */
  readonly quiet?: boolean | undefined;
  /** The wave of a fleet that it is about: the one that was judged, stopped, or the last one that had begun. */
  readonly wave?: string | undefined;
}

/** The run a notice is about. */
export interface NoticeRun extends Pick<RunInfo, 'id' | 'pipeline' | 'environment' | 'app' | 'url' | 'note'> {
  /** Who began it, and on which commit by whom. */
  readonly source?: Pick<NonNullable<RunInfo['source']>, 'by' | 'commit' | 'author' | 'subject'> | undefined;
}
