/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// artifacts/before-after.d.ts BeforeAfter
export interface BeforeAfter {
  readonly before?: number | undefined;
  readonly after: number;
  readonly unit: string;
}

// artifacts/before-after.d.ts beforeAfterEvidence
export declare function beforeAfterEvidence(figure: BeforeAfter): CheckResult['evidence'];

// artifacts/before-after.d.ts beforeAfterOf
export declare function beforeAfterOf(check: Pick<CheckResult, 'evidence'>): BeforeAfter | undefined;

// artifacts/check-report.d.ts checkReport
export declare const checkReport: Artifact<'check-report', CheckReport>;

// artifacts/fleet-observer.d.ts FleetObserver
export interface FleetObserver {
  observe(ctx: StageContext): Promise<ObservedFleet>;
}

// artifacts/fleet-observer.d.ts ObservedFleet
export type ObservedFleet =
  | {
      readonly status: 'seen';
      readonly machines: readonly ObservedMachine[];
    }
  | {
      readonly status: 'not-available';
      readonly reason: string;
    };

// artifacts/fleet-observer.d.ts ObservedMachine
export interface ObservedMachine {
  readonly id: string;
  readonly state: string;
  readonly checks: {
    readonly passing: number;
    readonly total: number;
  };
  readonly buildId: string | null;
  readonly serves: boolean;
  readonly mayRest: boolean;
}

// artifacts/greens.d.ts Green
export interface Green {
  readonly id: string;
  readonly group: string;
  readonly port: number | null;
  readonly imageDigest: string;
  readonly buildId: string;
  readonly started: boolean;
  readonly platformChecks: number;
}

// artifacts/greens.d.ts greens
export declare const greens: Artifact<'greens', readonly Green[]>;

// artifacts/health-change.d.ts ChangedCheck
export interface ChangedCheck {
  readonly id: string;
  readonly target: string;
  readonly from: Health | null;
  readonly to: Health;
  readonly critical: boolean;
  readonly message: string;
  readonly hint: string | null;
}

// artifacts/health-change.d.ts Health
export type Health = 'healthy' | 'unhealthy' | 'no-data';

// artifacts/health-change.d.ts HealthChange
export interface HealthChange {
  readonly from: Health | null;
  readonly to: Health;
  readonly at: string;
  readonly because: readonly ChangedCheck[];
}

// artifacts/health-change.d.ts healthChangeOf
export declare function healthChangeOf(event: RunEvent): HealthChange | undefined;

// artifacts/health-change.d.ts healthEvidence
export declare function healthEvidence(change: HealthChange): CheckResult['evidence'];

// artifacts/inside-door.d.ts InsideAnswer
export type InsideAnswer =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
      readonly cut?: string | undefined;
      readonly program: string;
    }
  | {
      readonly outcome: 'no-answer';
      readonly kind: 'refused' | 'timeout' | 'reset' | 'other';
      readonly reason: string;
      readonly program: string;
    }
  | {
      readonly outcome: 'not-asked';
      readonly kind: 'no-program' | 'not-allowed' | 'busy' | 'secret' | 'unclear';
      readonly reason: string;
    };

// artifacts/inside-door.d.ts InsideDoor
export interface InsideDoor {
  ask(machine: string, request: InsideRequest, ctx: StageContext): Promise<InsideAnswer>;
}

// artifacts/inside-door.d.ts InsideRequest
export interface InsideRequest {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string | Secret<string>>>;
  readonly body?: string | Secret<string> | undefined;
  readonly timeoutMs: number;
}

// artifacts/look-rounds.d.ts Round
export interface Round {
  readonly at: string;
  readonly verdict: Verdict;
}

// artifacts/look-rounds.d.ts roundsEvidence
export declare function roundsEvidence(rounds: readonly Round[]): CheckResult['evidence'];

// artifacts/look-rounds.d.ts roundsOf
export declare function roundsOf(check: Pick<CheckResult, 'evidence'>): readonly Round[];

// artifacts/measured-times.d.ts MeasuredPercentile
export interface MeasuredPercentile {
  readonly name: string;
  readonly ms: number;
  readonly within?:
    | {
        readonly lowMs: number | null;
        readonly highMs: number | null;
      }
    | undefined;
}

// artifacts/measured-times.d.ts MeasuredTimes
export interface MeasuredTimes {
  readonly samplesMs: readonly number[];
  readonly percentiles: readonly MeasuredPercentile[];
}

// artifacts/measured-times.d.ts timesEvidence
export declare function timesEvidence(times: MeasuredTimes): CheckResult['evidence'];

// artifacts/measured-times.d.ts timesOf
export declare function timesOf(check: Pick<CheckResult, 'evidence'>): MeasuredTimes | undefined;

// artifacts/release.d.ts Image
export interface Image extends Commit {
  readonly ref: string;
  readonly digest: string | null;
}

// artifacts/release.d.ts PublishedKeys
export interface PublishedKeys {
  readonly secretId: string;
  readonly versionId: string;
  readonly kids: readonly string[];
  readonly activeKid: string;
  readonly jwks: string;
}

// artifacts/release.d.ts Release
export interface Release extends Commit {
  readonly version: string;
  readonly imageDigest: string | null;
  readonly imageRef: string;
  readonly configHash: string | null;
  readonly secretVersions: Readonly<Record<string, string>>;
  readonly buildId: string | null;
  readonly machines: readonly string[];
}

// artifacts/release.d.ts RollbackOutcome
export interface RollbackOutcome {
  readonly target: string;
  readonly reason: string;
}

// artifacts/release.d.ts Soak
export interface Soak {
  readonly watchedMs: number;
  readonly looks: number;
}

// artifacts/release.d.ts image
export declare const image: Artifact<'image', Image>;

// artifacts/release.d.ts previousRelease
export declare const previousRelease: Artifact<'previous', Release | null>;

// artifacts/release.d.ts publishedKeys
export declare const publishedKeys: Artifact<'published-keys', PublishedKeys>;

// artifacts/release.d.ts release
export declare const release: Artifact<'release', Release>;

// artifacts/release.d.ts rollbackOutcome
export declare const rollbackOutcome: Artifact<'rollback', RollbackOutcome>;

// artifacts/release.d.ts soak
export declare const soak: Artifact<'soak', Soak>;

// artifacts/time-comparison.d.ts TimeComparison
export interface TimeComparison {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly beforeMs?: number | undefined;
  readonly afterMs?: number | undefined;
  readonly tolerance?: number | undefined;
  readonly notice?: number | undefined;
}

// artifacts/time-comparison.d.ts comparisonEvidence
export declare function comparisonEvidence(comparison: TimeComparison): CheckResult['evidence'];

// artifacts/time-comparison.d.ts comparisonOf
export declare function comparisonOf(check: Pick<CheckResult, 'evidence'>): TimeComparison | undefined;

// artifacts/token-signer.d.ts SignedToken
export interface SignedToken {
  readonly token: Secret<string>;
  readonly kid: string;
  readonly alg: string;
}

// artifacts/token-signer.d.ts TokenRequest
export interface TokenRequest {
  readonly key: 'active' | 'retired';
  readonly claims: Readonly<Record<string, unknown>>;
}

// artifacts/token-signer.d.ts TokenSigner
export interface TokenSigner {
  sign(request: TokenRequest, ctx: StageContext): Promise<SignedToken | undefined>;
}

// ledger/release-entry.d.ts AgainstMark
export interface AgainstMark {
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
}

// ledger/release-entry.d.ts ReleaseEntry
export interface ReleaseEntry {
  readonly release: Release;
  readonly configJson: string | null;
  readonly runId: string;
  readonly at: string;
  readonly by?: string | undefined;
  readonly commit?: string | undefined;
  readonly restores?: string | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly marks: ReleaseMarks;
}

// ledger/release-entry.d.ts ReleaseMarks
export interface ReleaseMarks {
  readonly stable?: StableMark | undefined;
  readonly bad?: AgainstMark | undefined;
  readonly undone?: AgainstMark | undefined;
}

// ledger/release-entry.d.ts StableMark
export interface StableMark {
  readonly at: string;
  readonly runId: string;
  readonly evidence: Readonly<Record<string, number>>;
  readonly soakMs?: number | undefined;
}

// ledger/release-ledger.d.ts markRelease
export declare function markRelease(
  state: StateStore,
  fallback: Omit<ReleaseEntry, 'marks'>,
  marks: ReleaseMarks,
): Promise<void>;

// ledger/release-ledger.d.ts readLedger
export declare function readLedger(state: StateStore): Promise<readonly ReleaseEntry[]>;

// ledger/release-ledger.d.ts readRelease
export declare function readRelease(state: StateStore, version: string): Promise<ReleaseEntry | undefined>;

// ledger/release-ledger.d.ts recordRelease
export declare function recordRelease(state: StateStore, entry: Omit<ReleaseEntry, 'marks'>): Promise<void>;

// ledger/release-standing.d.ts Standing
export interface Standing {
  readonly label: 'stable' | 'bad' | 'undone' | 'unproven';
  readonly why: string;
}

// ledger/release-standing.d.ts standingOf
export declare function standingOf({ marks: { stable, bad, undone } }: ReleaseEntry): Standing;

// words/check.d.ts CheckReport
export interface CheckReport {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}

// words/check.d.ts verdictOf
export declare function verdictOf(checks: readonly CheckResult[]): Verdict;

// --- What that mentions ---
