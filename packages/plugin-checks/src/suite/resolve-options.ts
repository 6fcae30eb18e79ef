/** Resolves the options of the checks: fills in every default, and finds every problem. */
import { valueIn } from '../by-environment.ts';
import type { FleetObserver } from '@paintbox/deploy-core/release';
import { CHECK_GROUPS, CHECK_IDS, WATCH_NAMES } from './check-ids.ts';
import type { CustomCheck } from './custom-check.ts';
import { idProblems } from './custom-check.ts';
import { checksOptions } from '../errors.ts';
import { atLeastZero, header, path, share, whole } from './option-problems.ts';
import type {
  CompareOptions,
  EndpointOptions,
  BuildIdentityOptions,
  LoadOptions,
  SuiteOptions,
  ThresholdOptions,
  TokenOptions,
} from './suite-options.ts';

type Filled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** The options with every default filled in. */
export interface Settings {
  readonly endpoints: Filled<EndpointOptions>;
  readonly identity: Filled<BuildIdentityOptions>;
  readonly thresholds: Filled<ThresholdOptions>;
  readonly load: Filled<LoadOptions>;
  readonly compare: Omit<Filled<CompareOptions>, 'against'> & { readonly against: string | undefined };
  readonly tokens: Filled<TokenOptions> | undefined;
  readonly hosts: readonly string[];
  readonly fleet: FleetObserver | undefined;
  readonly checks: readonly CustomCheck[];
  readonly limits: { readonly perHost: number; readonly deadlineMs: number };
  readonly retryMs: number;
  readonly requestTimeoutMs: number;
  readonly skip: ReadonlySet<string>;
  readonly shadow: ReadonlySet<string>;
}

const PROPAGATION_MS = 15_000;

/** How long the edge may still route to another build in an environment, in ms. */
export function propagationMsOf({ identity }: Settings, environment: string): number {
  return valueIn(identity.propagationMs, environment) ?? PROPAGATION_MS;
}

/**
 * Resolves the options.
 *
 * @param defaults other defaults than those of the suite
 * @throws DeployError `CHECKS_OPTIONS` listing every problem
 */
export function resolveOptions(
  options: SuiteOptions = {},
  defaults: { readonly retryMs?: number } = {},
): Settings {
  const { identity, thresholds, load, compare, tokens } = options;
  const endpoints = {
    home: options.endpoints?.home ?? '/',
    health: options.endpoints?.health ?? '/api/health',
    jwks: options.endpoints?.jwks ?? '/.well-known/jwks.json',
  };
  const settings: Settings = {
    endpoints,
    identity: {
      header: identity?.header ?? 'x-paintbox-build',
      answers: identity?.answers ?? 5,
      propagationMs: identity?.propagationMs ?? PROPAGATION_MS,
      machineHeader: identity?.machineHeader ?? 'fly-force-instance-id',
    },
    thresholds: {
      answerMs: thresholds?.answerMs ?? 2_000,
      meanMs: thresholds?.meanMs ?? 1_000,
      samples: thresholds?.samples ?? 20,
      certificateDays: thresholds?.certificateDays ?? 14,
      loadGoodShare: thresholds?.loadGoodShare ?? 0.9,
      loadPerSecond: thresholds?.loadPerSecond ?? 10,
    },
    load: {
      requests: load?.requests ?? 50,
      connections: load?.connections ?? 5,
      perSecond: load?.perSecond ?? 50,
      limitMs: load?.limitMs ?? 20_000,
    },
    compare: {
      against: compare?.against,
      path: compare?.path ?? endpoints.health,
      samples: compare?.samples ?? 100,
      tolerance: compare?.tolerance ?? 0.1,
      notice: compare?.notice ?? 0.3,
    },
    tokens: tokens && {
      signer: tokens.signer,
      path: tokens.path ?? '/api/me',
      claims: tokens.claims ?? { sub: 'paintbox-deploy-checks' },
      lifetimeMs: tokens.lifetimeMs ?? 60_000,
    },
    hosts: options.hosts ?? [],
    fleet: options.fleet,
    checks: options.checks ?? [],
    limits: {
      perHost: options.limits?.perHost ?? 6,
      deadlineMs: options.limits?.deadlineMs ?? 300_000,
    },
    retryMs: options.retryMs ?? defaults.retryMs ?? 60_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    skip: new Set(options.skip),
    shadow: new Set(options.shadow),
  };
  const problems = [...measureProblems(settings), ...nameProblems(settings)];
  if (problems.length > 0) throw checksOptions(problems);
  return settings;
}

function measureProblems(settings: Settings): readonly string[] {
  const { identity, thresholds, load, compare, tokens, limits } = settings;
  return [
    ...whole('identity.answers', identity.answers),
    ...Object.values(
      typeof identity.propagationMs === 'object' ? identity.propagationMs : [identity.propagationMs],
    ).flatMap((ms) => atLeastZero('identity.propagationMs', ms)),
    ...atLeastZero('thresholds.answerMs', thresholds.answerMs),
    ...atLeastZero('thresholds.meanMs', thresholds.meanMs),
    ...whole('thresholds.samples', thresholds.samples),
    ...atLeastZero('thresholds.certificateDays', thresholds.certificateDays),
    ...atLeastZero('thresholds.loadPerSecond', thresholds.loadPerSecond),
    ...share('thresholds.loadGoodShare', thresholds.loadGoodShare),
    ...whole('load.requests', load.requests),
    ...whole('load.connections', load.connections),
    ...(load.connections > load.requests
      ? [`load.connections is ${load.connections}, more than the ${load.requests} requests`]
      : []),
    ...whole('load.perSecond', load.perSecond),
    ...(load.perSecond < load.connections
      ? [`load.perSecond is ${load.perSecond}, fewer than the ${load.connections} connections`]
      : []),
    ...whole('load.limitMs', load.limitMs),
    ...whole('compare.samples', compare.samples),
    ...atLeastZero('compare.tolerance', compare.tolerance),
    ...(compare.notice > compare.tolerance
      ? []
      : [`compare.notice is ${compare.notice}, which is not above compare.tolerance (${compare.tolerance})`]),
    ...(tokens === undefined ? [] : whole('tokens.lifetimeMs', tokens.lifetimeMs)),
    ...whole('limits.perHost', limits.perHost),
    ...whole('limits.deadlineMs', limits.deadlineMs),
    ...atLeastZero('retryMs', settings.retryMs),
    ...whole('requestTimeoutMs', settings.requestTimeoutMs),
  ];
}

function nameProblems(settings: Settings): readonly string[] {
  const { endpoints, identity, compare, tokens, checks } = settings;
  const known = [
    ...new Set<string>([...CHECK_GROUPS, ...CHECK_IDS, ...WATCH_NAMES, ...checks.flatMap(namesOf)]),
  ];
  const unknown = (option: string, names: ReadonlySet<string>): readonly string[] =>
    [...names]
      .filter((name) => !known.includes(name))
      .map((name) => `${option} names '${name}', which is no check; there are ${known.join(', ')}`);
  return [
    ...Object.entries(endpoints).flatMap(([name, value]) => path(`endpoints.${name}`, value)),
    ...path('compare.path', compare.path),
    ...(compare.against === undefined || /^https?:\/\/[^/]+$/.test(compare.against)
      ? []
      : [`compare.against is '${compare.against}', which is not an address without a path`]),
    ...(tokens === undefined ? [] : path('tokens.path', tokens.path)),
    ...header('identity.header', identity.header),
    ...header('identity.machineHeader', identity.machineHeader),
    ...idProblems(checks, CHECK_IDS),
    ...unknown('skip', settings.skip),
    ...unknown('shadow', settings.shadow),
  ];
}

function namesOf({ id }: CustomCheck): readonly string[] {
  return [id, id.split('.')[0] ?? id];
}
