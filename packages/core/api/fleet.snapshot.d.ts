/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// engine/run-id.d.ts newRunId
export declare function newRunId(startedAt: string, uuid: string): string;

// fleet/crew/fleet-leader.d.ts FleetLeader
export type FleetLeader = (fleetRun: string, signal: AbortSignal) => Promise<number | undefined>;

// fleet/crew/fleet-leader.d.ts FleetLeaderOptions
export interface FleetLeaderOptions {
  readonly store: StateStore;
  readonly clock: Clock;
  lead(fleetRun: string): Promise<FleetRun>;
}

// fleet/crew/fleet-leader.d.ts fleetLeader
export declare function fleetLeader(options: FleetLeaderOptions): FleetLeader;

// fleet/crew/lead-fleet.d.ts leadJob
export declare function leadJob(fleetRun: string): DispenserJob;

// fleet/crew/work-fleet.d.ts WorkFleetOptions
export interface WorkFleetOptions extends FleetLeaderOptions {
  readonly dispenser: Dispenser;
  readonly signal: AbortSignal;
  readonly ending?: AbortSignal | undefined;
  readonly away?: ((error: DeployError) => void) | undefined;
  readonly atOnce?: number | undefined;
  run(handed: HandedOut, signal: AbortSignal, attempt: number): Promise<unknown>;
}

// fleet/crew/work-fleet.d.ts workFleet
export declare function workFleet(options: WorkFleetOptions): Promise<void>;

// fleet/define/define-fleet.d.ts Fleet
export interface Fleet {
  readonly name: string;
  readonly members: MemberSource;
  readonly build: Pipeline | undefined;
  readonly pipeline: Pipeline;
  readonly waves: readonly WaveRule[];
  readonly atOnce: number;
  readonly startEveryMs: number;
  readonly judge: WaveJudge;
  readonly evidence: MemberEvidence;
  readonly takeBack: 'wave' | 'all' | 'none';
  readonly skip: readonly Skip[];
  readonly secrets: MemberSecrets | undefined;
  readonly running: MemberImages | undefined;
}

// fleet/define/define-fleet.d.ts FleetSpec
export interface FleetSpec<
  W extends readonly unknown[] = readonly Wave[],
  B = Pipeline | undefined,
  P = Pipeline,
> {
  readonly members: MemberSource;
  readonly build?: B;
  readonly pipeline: P;
  readonly waves: W;
  readonly atOnce?: number;
  readonly startEvery?: LengthOfTime;
  readonly tolerate?: Tolerance;
  readonly judge?: WaveJudge;
  readonly evidence?: MemberEvidence;
  readonly takeBack?: 'wave' | 'all' | 'none';
  readonly skip?: readonly Skip[];
  readonly secrets?: MemberSecrets | undefined;
  readonly running?: MemberImages | undefined;
}

// fleet/define/define-fleet.d.ts WaveRule
export interface WaveRule extends Pick<WaveOptions, 'where' | 'count' | 'share'> {
  readonly name: string;
  readonly spread: readonly string[];
  readonly gate: boolean;
  readonly bakeMs: number;
  readonly only: string | null;
  readonly tolerate: Tolerance;
  readonly strict: boolean;
}

// fleet/define/define-fleet.d.ts defineFleet
export declare function defineFleet<const W extends readonly unknown[], const P, const B = undefined>(
  name: string,
  spec: FleetSpec<W, B, P> & {
    readonly waves: OrderedWaves<W>;
    readonly pipeline: TakesImage<P>;
    readonly build?: BuildsImage<B>;
  },
): Fleet;

// fleet/define/judge.d.ts JudgedMember
export interface JudgedMember {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly outcome: 'good' | 'bad' | 'no-data';
  readonly error?:
    | {
        readonly code: string;
        readonly message: string;
      }
    | undefined;
  readonly checks: readonly CheckResult[];
  readonly before?: readonly CheckResult[] | undefined;
  readonly figures?:
    | Readonly<
        Record<
          string,
          {
            readonly before: number;
            readonly after: number;
          }
        >
      >
    | undefined;
}

// fleet/define/judge.d.ts MemberEvidence
export type MemberEvidence = (record: RunRecord, labels: JudgedMember['labels']) => JudgedEvidence;

// fleet/define/judge.d.ts WaveJudge
export type WaveJudge = (members: readonly JudgedMember[], limits: WaveLimits) => WaveVerdict;

// fleet/define/judge.d.ts WaveLimits
export interface WaveLimits {
  readonly tolerate: number;
  readonly wave: number;
}

// fleet/define/judge.d.ts WaveVerdict
export interface WaveVerdict {
  readonly verdict: 'good' | 'bad' | 'inconclusive';
  readonly because: readonly string[];
}

// fleet/define/member.d.ts FleetPlace
export interface FleetPlace {
  readonly fleet: string;
  readonly environment: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

// fleet/define/member.d.ts Member
export interface Member {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly url?: string | undefined;
}

// fleet/define/member.d.ts MemberImages
export type MemberImages = (member: Member, place: FleetPlace) => Promise<readonly string[]>;

// fleet/define/member.d.ts MemberSecrets
export type MemberSecrets = (member: Member, place: FleetPlace) => Promise<Readonly<Record<string, string>>>;

// fleet/define/member.d.ts MemberSource
export type MemberSource = readonly Member[] | ((place: FleetPlace) => Promise<readonly Member[]>);

// fleet/define/member.d.ts Skip
export interface Skip {
  readonly app: string;
  readonly until?: string;
  readonly because: string;
}

// fleet/define/wave.d.ts Wave
export interface Wave<Name extends string = string, Takes extends 'some' | 'rest' = 'some' | 'rest'> {
  readonly name: Name;
  readonly takes: Takes;
  readonly options: WaveOptions;
}

// fleet/define/wave.d.ts WaveOptions
export interface WaveOptions {
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  readonly count?: number;
  readonly share?: number;
  readonly spread?: readonly string[];
  readonly gate?: 'approve';
  readonly bake?: LengthOfTime;
  readonly only?: string;
  readonly tolerate?: Tolerance;
  readonly strict?: boolean;
}

// fleet/define/wave.d.ts wave
export declare function wave<const Name extends string, const O extends WaveOptions = Record<never, never>>(
  name: Name,
  options?: O & WaveOptions,
): Wave<Name, [keyof O & Selection] extends [never] ? 'rest' : 'some'>;

// fleet/errors.d.ts nothingLeft
export declare function nothingLeft(why: string): DeployError;

// fleet/errors.d.ts throwFleetProblems
export declare function throwFleetProblems(name: string, problems: readonly DeployError[]): void;

// fleet/hand-out/dispenser.d.ts Dispenser
export interface Dispenser {
  readonly describe: string;
  readonly renewEveryMs: number;
  readonly shared?: boolean | undefined;
  ready?(): Promise<void>;
  put(jobs: readonly DispenserJob[]): Promise<void>;
  take(): Promise<TakenJob | undefined>;
  renew(job: TakenJob): Promise<boolean>;
  done(job: TakenJob): Promise<boolean>;
  later(job: TakenJob, afterMs: number): Promise<boolean>;
  drop(): Promise<void>;
  close(): Promise<void>;
}

// fleet/hand-out/dispenser.d.ts DispenserJob
export interface DispenserJob {
  readonly key: string;
  readonly value: unknown;
  readonly priority?: number | undefined;
  readonly afterMs?: number | undefined;
}

// fleet/hand-out/dispenser.d.ts TakenJob
export interface TakenJob {
  readonly key: string;
  readonly value: unknown;
  readonly attempt: number;
  readonly claim: string;
}

// fleet/hand-out/hand-out.d.ts HandedOut
export interface HandedOut {
  readonly fleetRun: string;
  readonly app: string;
  readonly goal: HandOutGoal;
  readonly handOut: number;
  readonly image: string;
  readonly url?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly again?: boolean | undefined;
  readonly token: number;
}

// fleet/journal/fleet-event.d.ts FleetEvent
export type FleetEvent = FleetEventHead & FleetEventBody;

// fleet/journal/fleet-event.d.ts FleetEventBody
export type FleetEventBody = FleetHappening & {
  readonly said?: string;
};

// fleet/journal/fleet-event.d.ts HandOutGoal
export type HandOutGoal = 'release' | 'back' | 'ask';

// fleet/journal/fleet-event.d.ts MemberEnd
export type MemberEnd = 'good' | 'bad' | 'back' | 'person' | 'no-data' | 'moved' | 'refused' | 'throttled';

// fleet/journal/fleet-journal.d.ts readFleetJournal
export declare function readFleetJournal(
  store: StateStore,
  runId: string,
): AsyncIterable<{
  readonly event: FleetEvent;
  readonly hash: string;
}>;

// fleet/journal/fleet-journal.d.ts readFleetState
export declare function readFleetState(store: StateStore, runId: string): Promise<FleetState>;

// fleet/journal/fleet-lists.d.ts FleetLists
export interface FleetLists {
  readonly good: readonly FleetMemberRecord[];
  readonly back: readonly FleetMemberRecord[];
  readonly person: readonly FleetMemberRecord[];
  readonly underWay: readonly FleetMemberRecord[];
  readonly untouched: readonly FleetMemberRecord[];
}

// fleet/journal/fleet-lists.d.ts fleetLists
export declare function fleetLists({ members }: Pick<FleetRecord, 'members'>): FleetLists;

// fleet/journal/fleet-lists.d.ts fleetUsersNow
export declare function fleetUsersNow(record: Pick<FleetRecord, 'members'>): string;

// fleet/journal/fleet-record.d.ts FleetMemberRecord
export interface FleetMemberRecord {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly wave: string | null;
  readonly runId: string | null;
  readonly outcome: 'good' | 'bad' | 'back' | 'skipped' | 'person' | 'waiting' | 'running';
  readonly because: string;
}

// fleet/journal/fleet-record.d.ts FleetRecord
export interface FleetRecord {
  readonly schema: 'paintbox.fleet/1';
  readonly runId: string;
  readonly fleet: string;
  readonly environment: string;
  readonly pipeline: string;
  readonly plan: string;
  readonly image: string | null;
  readonly status: RunStatus | 'running';
  readonly exitCode?: ExitCode;
  readonly because: string;
  readonly takesBack?: {
    readonly run: string;
    readonly who: string;
    readonly because: string;
  };
  readonly paused: boolean;
  readonly pace?: {
    readonly atOnce: number;
    readonly askedBy: readonly string[];
  };
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly held: boolean;
  readonly waves: readonly FleetWaveRecord[];
  readonly members: readonly FleetMemberRecord[];
}

// fleet/journal/fleet-record.d.ts FleetWaveRecord
export interface FleetWaveRecord {
  readonly name: string;
  readonly status: WaveState['status'];
  readonly members: number;
  readonly strict: boolean;
  readonly tolerate: number;
  readonly mostBad: number;
  readonly atOnce: number;
  readonly bakeMs: number;
  readonly only: string | null;
  readonly gate: boolean;
  readonly approvedBy: string | null;
  readonly openedAt: string | null;
  readonly endedAt: string | null;
  readonly judgement: {
    readonly at: string;
    readonly final: boolean;
    readonly because: readonly string[];
  } | null;
}

// fleet/journal/fleet-record.d.ts fleetRecord
export declare function fleetRecord(state: FleetState): FleetRecord | undefined;

// fleet/journal/fleet-state.d.ts FleetState
export interface FleetState {
  readonly started:
    | Extract<
        FleetEvent,
        {
          readonly type: 'fleet.started';
        }
      >
    | undefined;
  readonly image: string | null;
  readonly members: ReadonlyMap<string, MemberState>;
  readonly waves: ReadonlyMap<string, WaveState>;
  readonly handOuts: number;
  readonly lastHandedAt: number | undefined;
  readonly pace: Pace | undefined;
  readonly paused: boolean;
  readonly pausedBy:
    | {
        readonly who: string;
        readonly because: string;
      }
    | undefined;
  readonly stopped:
    | {
        readonly wave: string;
        readonly because: readonly string[];
      }
    | undefined;
  readonly held: boolean;
  readonly ended:
    | Extract<
        FleetEvent,
        {
          readonly type: 'fleet.ended';
        }
      >
    | undefined;
  readonly heard: ReadonlySet<string>;
  readonly seq: number;
  readonly lastAt: string | undefined;
}

// fleet/journal/fleet-state.d.ts MemberState
export interface MemberState {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string | undefined;
  readonly wave: string | null;
  readonly status: 'waiting' | 'running' | 'skipped' | Exclude<MemberEnd, 'throttled'>;
  readonly because: string;
  readonly handOut: HandOut | undefined;
  readonly before: Pick<MemberState, 'status' | 'handOut'> | undefined;
  readonly throttled: number;
  readonly release: Exclude<MemberEnd, 'throttled'> | undefined;
  readonly asked: boolean;
  readonly run: string | null;
  readonly last: string | null;
}

// fleet/journal/fleet-state.d.ts WaveState
export interface WaveState extends FleetWaveBegin {
  readonly members: readonly string[];
  readonly status: 'waiting' | 'open' | 'good' | 'bad' | 'inconclusive';
  readonly approvedBy: string | undefined;
  readonly openedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly judged:
    | {
        readonly at: number;
        readonly final: boolean;
        readonly because: readonly string[];
      }
    | undefined;
}

// fleet/journal/fleet-state.d.ts fleetState
export declare function fleetState(events: Iterable<FleetEvent>): FleetState;

// fleet/lead/fleet-listener.d.ts FleetListener
export interface FleetListener {
  handle(news: FleetNews): void | Promise<void>;
  close?(): Promise<void>;
}

// fleet/lead/fleet-listener.d.ts FleetListenerContext
export interface FleetListenerContext {
  readonly fleet: string;
  readonly runId: string;
  readonly environment: string;
  readonly history: readonly FleetEvent[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commandLine: CommandLine;
  readonly clock: Clock;
  readonly state: StateStore;
  readonly secret: (value: string) => Secret<string>;
}

// fleet/lead/fleet-listener.d.ts FleetNews
export interface FleetNews {
  readonly event: FleetEvent;
  readonly record: FleetRecord;
}

// fleet/lead/fleet-listeners.d.ts FleetListening
export interface FleetListening {
  readonly listeners: readonly (Listener | ListenerSource)[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commandLine?: CommandLine | undefined;
  readonly onFailure: (listener: string, error: ErrorRecord) => void;
}

// fleet/lead/fleet-notes.d.ts unfinishedRun
export declare function unfinishedRun(store: StateStore): Promise<string | undefined>;

// fleet/lead/fleet-ready.d.ts FleetReadyOptions
export interface FleetReadyOptions {
  readonly store: StateStore;
  readonly pipelines: readonly Pipeline[];
  readonly again?: boolean | undefined;
}

// fleet/lead/fleet-ready.d.ts fleetObstacles
export declare function fleetObstacles(
  fleet: Fleet,
  plan: FleetPlan,
  { store, pipelines, again }: FleetReadyOptions,
): Promise<readonly DeployError[]>;

// fleet/lead/fleet-run.d.ts StartFleetOptions
export interface StartFleetOptions {
  readonly runId: string;
  readonly again?: boolean | undefined;
}

// fleet/lead/fleet-run.d.ts adoptFleet
export declare function adoptFleet(fleet: Fleet, runId: string, ports: FleetPorts): Promise<FleetRun>;

// fleet/lead/fleet-run.d.ts startFleet
export declare function startFleet(
  fleet: Fleet,
  plan: FleetPlan,
  options: StartFleetOptions,
  ports: FleetPorts,
): Promise<FleetRun>;

// fleet/lead/fleet-run.d.ts startTakeBack
export declare function startTakeBack(
  fleet: Fleet,
  of: TakeBackOf & {
    readonly run: string;
  },
  { runId }: Pick<StartFleetOptions, 'runId'>,
  ports: FleetPorts,
): Promise<FleetRun>;

// fleet/lead/fleet-wait.d.ts fleetWait
export declare function fleetWait(state: FleetState, now: number): FleetWait | undefined;

// fleet/lead/fleet-words.d.ts FleetWord
export interface FleetWord {
  readonly does: 'pause' | 'continue' | 'approve' | 'stop';
  readonly who: string;
  readonly because: string;
  readonly wave?: string | undefined;
}

// fleet/lead/fleet-words.d.ts TellFleetPorts
export interface TellFleetPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly uuid: string;
}

// fleet/lead/fleet-words.d.ts tellFleet
export declare function tellFleet(
  runId: string,
  word: FleetWord,
  ports: TellFleetPorts,
): Promise<'journaled' | 'noted'>;

// fleet/lead/fleet-world.d.ts BuiltImage
export interface BuiltImage {
  readonly image: string;
  readonly run: string;
}

// fleet/lead/fleet-world.d.ts FailedBuild
export interface FailedBuild {
  readonly exitCode: ExitCode;
  readonly because: string;
}

// fleet/lead/fleet-world.d.ts FleetWorld
export interface FleetWorld {
  build(): Promise<BuiltImage | FailedBuild>;
  endOf(handed: HandedOut): Promise<HandOutEnd | undefined>;
  recordOf(member: Pick<MemberState, 'app' | 'run'>): Promise<RunRecord | undefined>;
}

// fleet/lead/fleet-world.d.ts HandOutEnd
export interface HandOutEnd {
  readonly end: MemberEnd;
  readonly run: string | null;
  readonly last: string | null;
  readonly because: string;
  readonly throttledBy?: readonly string[];
}

// fleet/lead/held-images.d.ts HeldImage
export interface HeldImage {
  readonly image: string;
  readonly because: string;
  readonly fleetRun: string;
  readonly since: string;
}

// fleet/lead/held-images.d.ts heldImage
export declare function heldImage(store: StateStore, image: string): Promise<HeldImage | undefined>;

// fleet/lead/hold-fleet.d.ts FleetPorts
export interface FleetPorts extends WriterPorts {
  readonly dispenser: Dispenser;
  readonly world: FleetWorld;
  readonly signal: AbortSignal;
  readonly lockWaitMs?: number | undefined;
  readonly listening?: FleetListening | undefined;
}

// fleet/lead/hold-fleet.d.ts FleetRun
export interface FleetRun {
  readonly runId: string;
  readonly state: FleetState;
  advance(): Promise<FleetWait | undefined>;
  collect(): Promise<void>;
  say(
    body: Extract<
      FleetEventBody,
      {
        readonly who: string;
      }
    >,
  ): Promise<void>;
  stop(who: string, because: string): Promise<void>;
  close(): Promise<void>;
}

// fleet/lead/later-runs.d.ts LaterRun
export interface LaterRun {
  readonly image: string;
  readonly only: (app: string) => boolean;
}

// fleet/lead/later-runs.d.ts lateMembers
export declare function lateMembers(store: StateStore): Promise<LaterRun>;

// fleet/lead/later-runs.d.ts restOfRun
export declare function restOfRun(store: StateStore, runId: string): Promise<LaterRun>;

// fleet/lead/next-step.d.ts FleetWait
export interface FleetWait {
  readonly type: 'wait';
  readonly for: 'members' | 'person' | 'time';
  readonly until: number | undefined;
  readonly because: string;
}

// fleet/lead/take-back-run.d.ts TakeBackOf
export interface TakeBackOf {
  readonly who: string;
  readonly because: string;
  readonly wave?: string | undefined;
  readonly app?: string | undefined;
}

// fleet/lead/take-back-run.d.ts membersToTakeBack
export declare function membersToTakeBack(
  state: FleetState,
  { wave, app }: Pick<TakeBackOf, 'wave' | 'app'>,
): readonly MemberState[];

// fleet/lead/take-back.d.ts StopOutlook
export interface StopOutlook {
  readonly back: readonly MemberState[];
  readonly asked: readonly MemberState[];
  readonly underWay: readonly MemberState[];
}

// fleet/lead/take-back.d.ts stopOutlook
export declare function stopOutlook(state: FleetState): StopOutlook;

// fleet/members/ask-members.d.ts AskMembersOptions
export interface AskMembersOptions extends Pick<
  RunMemberOptions,
  'pipelines' | 'environment' | 'stateOf' | 'env' | 'commandLine' | 'clock'
> {
  readonly signal: AbortSignal;
  readonly again?: boolean | undefined;
  readonly onAsked?: ((asked: number) => void) | undefined;
}

// fleet/members/ask-members.d.ts AskedMember
export interface AskedMember {
  readonly app: string;
  readonly problems: readonly ErrorRecord[];
  readonly traffic: readonly TrafficCost[];
  readonly throttled: boolean;
  readonly changes: number;
}

// fleet/members/ask-members.d.ts askMembers
export declare function askMembers(
  fleet: Fleet,
  plan: Pick<FleetPlan, 'waves' | 'image' | 'atOnce'>,
  { environment, stateOf, signal, again, onAsked, ...others }: AskMembersOptions,
): Promise<readonly AskedMember[]>;

// fleet/members/asked-problems.d.ts AskedProblem
export interface AskedProblem {
  readonly problem: ErrorRecord;
  readonly apps: readonly string[];
}

// fleet/members/asked-problems.d.ts askedErrors
export declare function askedErrors(asked: readonly AskedMember[]): readonly DeployError[];

// fleet/members/asked-problems.d.ts askedProblems
export declare function askedProblems(asked: readonly AskedMember[]): readonly AskedProblem[];

// fleet/members/fleet-drift.d.ts FleetDriftOptions
export interface FleetDriftOptions {
  readonly environment: string;
  readonly env: FleetPlace['env'];
  readonly stateOf: (app: string) => StateStore;
}

// fleet/members/fleet-drift.d.ts MemberDrift
export interface MemberDrift {
  readonly app: string;
  readonly found: 'same' | 'drifted' | 'new' | 'unknown';
  readonly expected: string | null;
  readonly running: readonly string[];
  readonly because: string;
}

// fleet/members/fleet-drift.d.ts fleetDrift
export declare function fleetDrift(
  fleet: Fleet,
  { environment, env, stateOf }: FleetDriftOptions,
): Promise<readonly MemberDrift[]>;

// fleet/members/members-world.d.ts membersWorld
export declare function membersWorld(
  options: Pick<FleetWorld, 'build'> & {
    stateOf(app: string): StateStore;
  },
): FleetWorld;

// fleet/members/moved-since.d.ts MovedMember
export interface MovedMember {
  readonly app: string;
  readonly because: string;
}

// fleet/members/moved-since.d.ts MovedSinceOptions
export interface MovedSinceOptions {
  readonly environment: string;
  readonly env: FleetPlace['env'];
  readonly stateOf: (app: string) => StateStore;
  readonly clock?: Clock | undefined;
}

// fleet/members/moved-since.d.ts membersMoved
export declare function membersMoved(
  fleet: Fleet,
  members: readonly Member[],
  image: string,
  options: MovedSinceOptions,
): Promise<readonly MovedMember[]>;

// fleet/members/run-hand-out.d.ts handOutEnd
export declare function handOutEnd(store: StateStore, handed: HandedOut): Promise<HandOutEnd | undefined>;

// fleet/members/run-hand-out.d.ts runHandOut
export declare function runHandOut(
  options: RunOptions,
  handed: Pick<HandedOut, 'fleetRun' | 'handOut'>,
): Promise<RunRecord | RunningRecord>;

// fleet/members/run-member.d.ts RunMemberOptions
export interface RunMemberOptions extends Pick<
  RunOptions,
  'env' | 'listeners' | 'commandLine' | 'clock' | 'timeoutMs' | 'watchParent'
> {
  readonly fleet: Fleet;
  readonly pipelines: readonly Pipeline[];
  readonly environment: {
    readonly name: string;
    readonly note?: string | undefined;
  };
  readonly stateOf: (app: string) => StateStore;
}

// fleet/members/run-member.d.ts runMember
export declare function runMember(
  handed: HandedOut,
  options: RunMemberOptions,
  signal: AbortSignal,
): Promise<HandOutEnd>;

// fleet/plan/fleet-time.d.ts FleetTime
export interface FleetTime {
  readonly usual: {
    readonly medianMs: number;
    readonly longestMs: number;
    readonly members: number;
  };
  readonly waves: readonly {
    readonly name: string;
    readonly runsMs: number;
    readonly closedMs: number;
    readonly bakeMs: number;
  }[];
  readonly totalMs: number;
}

// fleet/plan/fleet-time.d.ts fleetTime
export declare function fleetTime(
  plan: FleetPlan,
  stateOf: (app: string) => StateStore,
  now: number,
): Promise<FleetTime | null>;

// fleet/plan/plan-fleet.d.ts FleetPlan
export interface FleetPlan {
  readonly fleet: string;
  readonly environment: string;
  readonly pipeline: string;
  readonly image: string | null;
  readonly waves: readonly PlannedWave[];
  readonly skipped: readonly Skip[];
  readonly atOnce: number;
  readonly startEveryMs: number;
  readonly takeBack: Fleet['takeBack'];
  readonly hash: string;
}

// fleet/plan/plan-fleet.d.ts PlanFleetOptions
export interface PlanFleetOptions {
  readonly environment: string;
  readonly env: FleetPlace['env'];
  readonly now: number;
  readonly image?: string | undefined;
  readonly commit?: string | undefined;
  readonly only?: readonly string[] | ((app: string) => boolean) | undefined;
  readonly expected?: string | undefined;
}

// fleet/plan/plan-fleet.d.ts PlannedWave
export interface PlannedWave extends Omit<WaveRule, 'tolerate'> {
  readonly tolerate: number;
  readonly members: readonly Member[];
  readonly atOnce: number;
  readonly mostBad: number;
  readonly excludes: number;
}

// fleet/plan/plan-fleet.d.ts planFleet
export declare function planFleet(fleet: Fleet, options: PlanFleetOptions): Promise<FleetPlan>;

// words/failure-words.d.ts failureWords
export declare function failureWords(message: string, app?: string): string;

// --- What that mentions ---

// fleet/define/judge.d.ts JudgedEvidence
export type JudgedEvidence = Omit<JudgedMember, 'app' | 'labels' | 'outcome'>;

// fleet/define/length-of-time.d.ts LengthOfTime
export type LengthOfTime = `${number}${'s' | 'm' | 'h' | 'd'}`;

// fleet/define/ordered-waves.d.ts BuildsImage
export type BuildsImage<P> =
  P extends Pipeline<infer Name, infer Provided>
    ? 'image' extends Provided
      ? P
      : `pipeline '${Name}' cannot build for a fleet: none of its stages provides 'image'`
    : P;

// fleet/define/ordered-waves.d.ts LastOf
type LastOf<W extends readonly unknown[]> = W extends readonly [unknown, ...infer Rest]
  ? `${Rest['length']}`
  : never;

// fleet/define/ordered-waves.d.ts NO_WAVE
export declare const NO_WAVE = "a fleet has at least one wave: wave('all')";

// fleet/define/ordered-waves.d.ts NamesBefore
type NamesBefore<
  W extends readonly unknown[],
  K,
  Names = never,
  Seen extends unknown[] = [],
> = W extends readonly [infer Head, ...infer Rest]
  ? K extends `${Seen['length']}`
    ? Names
    : NamesBefore<Rest, K, Names | (Head extends Wave<infer Name> ? Name : never), [...Seen, Head]>
  : never;

// fleet/define/ordered-waves.d.ts OrderedWaves
export type OrderedWaves<W extends readonly unknown[]> = number extends W['length']
  ? W
  : W extends readonly []
    ? readonly [typeof NO_WAVE]
    : {
        readonly [K in keyof W]: WaveOrFault<W[K], K, W>;
      };

// fleet/define/ordered-waves.d.ts TakesImage
export type TakesImage<P> =
  P extends Pipeline<infer Name, infer Provided>
    ? 'image' extends Provided
      ? P
      : `pipeline '${Name}' takes no image: none of its stages provides 'image', from '--image'`
    : P;

// fleet/define/ordered-waves.d.ts WaveOrFault
type WaveOrFault<E, K, W extends readonly unknown[]> =
  E extends Wave<infer Name, infer Takes>
    ? Name extends NamesBefore<W, K>
      ? `two waves are named '${Name}'`
      : K extends LastOf<W>
        ? 'some' extends Takes
          ? `the last wave takes everybody who is left: write wave('rest') after '${Name}', without where, count and share`
          : E
        : 'rest' extends Takes
          ? `wave '${Name}' takes everybody who is left, so none is left for the waves after it: give it where, count or share`
          : E
    : Wave;

// fleet/define/tolerance.d.ts Tolerance
export type Tolerance = number | `${number}%`;

// fleet/define/wave.d.ts Selection
type Selection = 'where' | 'count' | 'share';

// fleet/journal/fleet-event.d.ts FleetEventHead
export interface FleetEventHead {
  readonly ts: string;
  readonly runId: string;
  readonly seq: number;
}

// fleet/journal/fleet-event.d.ts FleetHappening
type FleetHappening =
  | {
      readonly type: 'fleet.started';
      readonly fleet: string;
      readonly environment: string;
      readonly pipeline: string;
      readonly plan: string;
      readonly image: string | null;
      readonly waves: readonly FleetWaveBegin[];
      readonly members: number;
      readonly takeBack: 'wave' | 'all' | 'none';
      readonly startEveryMs: number;
      readonly again: boolean;
      readonly takesBack?: TakesBack | undefined;
      readonly token: number;
      readonly version: string;
      readonly journal: number;
    }
  | {
      readonly type: 'fleet.members';
      readonly members: readonly FrozenMember[];
    }
  | {
      readonly type: 'fleet.resumed';
      readonly token: number;
    }
  | {
      readonly type: 'fleet.image';
      readonly image: string;
      readonly buildRun: string;
    }
  | {
      readonly type: 'wave.opened';
      readonly wave: string;
    }
  | {
      readonly type: 'member.handed';
      readonly app: string;
      readonly goal: HandOutGoal;
      readonly handOut: number;
    }
  | {
      readonly type: 'member.ended';
      readonly app: string;
      readonly handOut: number;
      readonly end: MemberEnd;
      readonly run: string | null;
      readonly last: string | null;
      readonly because: string;
      readonly throttledBy?: readonly string[];
    }
  | {
      readonly type: 'wave.judged';
      readonly wave: string;
      readonly verdict: 'good' | 'bad' | 'inconclusive';
      readonly final: boolean;
      readonly because: readonly string[];
      readonly inputs: string;
    }
  | {
      readonly type: 'gate.approved';
      readonly wave: string;
      readonly who: string;
      readonly because: string;
    }
  | {
      readonly type: 'fleet.paused';
      readonly who: string;
      readonly because: string;
    }
  | {
      readonly type: 'fleet.continued';
      readonly who: string;
      readonly because: string;
    }
  | {
      readonly type: 'fleet.stopped';
      readonly wave: string;
      readonly because: readonly string[];
    }
  | {
      readonly type: 'image.held';
      readonly image: string;
      readonly because: string;
    }
  | {
      readonly type: 'fleet.ended';
      readonly exitCode: ExitCode;
      readonly because: string;
    };

// fleet/journal/fleet-event.d.ts FleetWaveBegin
export interface FleetWaveBegin {
  readonly name: string;
  readonly strict: boolean;
  readonly tolerate: number;
  readonly atOnce: number;
  readonly bakeMs: number;
  readonly only: string | null;
  readonly gate: boolean;
}

// fleet/journal/fleet-event.d.ts FrozenMember
export interface FrozenMember {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly url?: string | undefined;
  readonly wave: string | null;
  readonly skipped: string | null;
}

// fleet/journal/fleet-event.d.ts TakesBack
export interface TakesBack {
  readonly run: string;
  readonly who: string;
  readonly because: string;
  readonly hold: boolean;
}

// fleet/journal/fleet-state.d.ts HandOut
export interface HandOut {
  readonly number: number;
  readonly goal: HandOutGoal;
}

// fleet/journal/pace.d.ts Pace
export interface Pace {
  readonly atOnce: number;
  readonly after: number;
  readonly until: number;
  readonly askedBy: readonly string[];
}

// fleet/lead/fleet-writer.d.ts WriterPorts
export interface WriterPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly told?: ((events: readonly FleetEvent[]) => void) | undefined;
}
