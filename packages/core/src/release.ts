// The words that plugins share about a release: what is built, shipped, proven, remembered and observed.
import './node-version.ts';
export {
  image,
  previousRelease,
  publishedKeys,
  release,
  rollbackOutcome,
  soak,
} from './artifacts/release.ts';
export type { Image, PublishedKeys, Release, RollbackOutcome, Soak } from './artifacts/release.ts';
export { checkReport } from './artifacts/check-report.ts';
export { verdictOf } from './words/check.ts';
export type { CheckReport } from './words/check.ts';
export type { FleetObserver, ObservedFleet, ObservedMachine } from './artifacts/fleet-observer.ts';
export { greens } from './artifacts/greens.ts';
export type { Green } from './artifacts/greens.ts';
export type { InsideAnswer, InsideDoor, InsideRequest } from './artifacts/inside-door.ts';
export { healthChangeOf, healthEvidence } from './artifacts/health-change.ts';
export type { ChangedCheck, Health, HealthChange } from './artifacts/health-change.ts';
export { timesEvidence, timesOf } from './artifacts/measured-times.ts';
export type { MeasuredPercentile, MeasuredTimes } from './artifacts/measured-times.ts';
export { beforeAfterEvidence, beforeAfterOf } from './artifacts/before-after.ts';
export type { BeforeAfter } from './artifacts/before-after.ts';
export { comparisonEvidence, comparisonOf } from './artifacts/time-comparison.ts';
export type { TimeComparison } from './artifacts/time-comparison.ts';
export { roundsEvidence, roundsOf } from './artifacts/look-rounds.ts';
export type { Round } from './artifacts/look-rounds.ts';
export type { SignedToken, TokenRequest, TokenSigner } from './artifacts/token-signer.ts';
export { markRelease, readLedger, readRelease, recordRelease } from './ledger/release-ledger.ts';
export type { AgainstMark, ReleaseEntry, ReleaseMarks, StableMark } from './ledger/release-entry.ts';
export { standingOf } from './ledger/release-standing.ts';
export type { Standing } from './ledger/release-standing.ts';
