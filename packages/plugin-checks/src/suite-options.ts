/** The options of the suite, and the settled form of them that the checks read. */
import { CHECK_GROUPS, CHECK_IDS, isCheckName } from './check-ids.ts';
import type { CheckName } from './check-ids.ts';
import { checksOptions } from './errors.ts';

/** How the app is looked at. Every option has a default. */
export interface SuiteOptions {
  /** Paths of the app. */
  readonly endpoints?:
    | {
        /** A page that answers 2xx, after redirects within the site if need be. Default `/`. */
        readonly home?: string | undefined;
        /** The health document. Default `/api/health`. */
        readonly health?: string | undefined;
        /** The key set. Default `/.well-known/jwks.json`. */
        readonly jwks?: string | undefined;
      }
    | undefined;
  /** How a build is recognised. */
  readonly identity?:
    | {
        /** Response header with the build id. Default `x-paintbox-build`; the `build` of the health document is the fall-back. */
        readonly header?: string | undefined;
        /** Consecutive answers of the expected build that prove it. Default 5. */
        readonly answers?: number | undefined;
        /** How long the edge may go on routing to another build, in ms. Default 15,000. */
        readonly propagationMs?: number | undefined;
      }
    | undefined;
  /** Where a measurement starts to matter. */
  readonly thresholds?:
    | {
        /** A single answer slower than this warns, in ms. Default 2,000. */
        readonly answerMs?: number | undefined;
        /** A mean above this warns, in ms. Default 1,000. */
        readonly meanMs?: number | undefined;
        /** A certificate that ends sooner than this warns, in days. Default 14. */
        readonly certificateDays?: number | undefined;
        /** Share of the load requests that must get a 2xx answer, 0 to 1. Default 0.9. */
        readonly loadGoodShare?: number | undefined;
        /** Load answers per second below this warn. Default 10. */
        readonly loadPerSecond?: number | undefined;
      }
    | undefined;
  /** The load check. */
  readonly load?:
    | {
        /** Default 50. */
        readonly requests?: number | undefined;
        /** Requests at the same time. Default 5. */
        readonly connections?: number | undefined;
        /** The whole check ends here, in ms. Default 20,000. */
        readonly limitMs?: number | undefined;
      }
    | undefined;
  /** How long refused connections, time-outs and 502, 503, 504 are asked again, in ms, all checks together. Default 60,000. */
  readonly retryMs?: number | undefined;
  /** Limit of one request, in ms. Default 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Checks (`jwks.cors`) or groups (`load`) to leave out; they show as `skip`. Default none. */
  readonly skip?: readonly CheckName[] | undefined;
}

/** The options with every default filled in. */
export interface Settings {
  readonly endpoints: { readonly home: string; readonly health: string; readonly jwks: string };
  readonly identity: { readonly header: string; readonly answers: number; readonly propagationMs: number };
  readonly thresholds: {
    readonly answerMs: number;
    readonly meanMs: number;
    readonly certificateDays: number;
    readonly loadGoodShare: number;
    readonly loadPerSecond: number;
  };
  readonly load: { readonly requests: number; readonly connections: number; readonly limitMs: number };
  readonly retryMs: number;
  readonly requestTimeoutMs: number;
  readonly skip: ReadonlySet<CheckName>;
}

/**
 * Settles the options.
 *
 * @param defaults what differs from the defaults of the suite
 * @throws DeployError `CHECKS_OPTIONS` listing every problem
 */
export function settle(options: SuiteOptions = {}, defaults: { readonly retryMs?: number } = {}): Settings {
  const { endpoints, identity, thresholds, load } = options;
  const settings: Settings = {
    endpoints: {
      home: endpoints?.home ?? '/',
      health: endpoints?.health ?? '/api/health',
      jwks: endpoints?.jwks ?? '/.well-known/jwks.json',
    },
    identity: {
      header: identity?.header ?? 'x-paintbox-build',
      answers: identity?.answers ?? 5,
      propagationMs: identity?.propagationMs ?? 15_000,
    },
    thresholds: {
      answerMs: thresholds?.answerMs ?? 2_000,
      meanMs: thresholds?.meanMs ?? 1_000,
      certificateDays: thresholds?.certificateDays ?? 14,
      loadGoodShare: thresholds?.loadGoodShare ?? 0.9,
      loadPerSecond: thresholds?.loadPerSecond ?? 10,
    },
    load: {
      requests: load?.requests ?? 50,
      connections: load?.connections ?? 5,
      limitMs: load?.limitMs ?? 20_000,
    },
    retryMs: options.retryMs ?? defaults.retryMs ?? 60_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    skip: new Set(options.skip),
  };
  const problems = problemsOf(settings);
  if (problems.length > 0) throw checksOptions(problems);
  return settings;
}

function problemsOf(settings: Settings): readonly string[] {
  const { endpoints, identity, thresholds, load } = settings;
  return [
    ...Object.entries(endpoints).flatMap(([name, path]) =>
      path.startsWith('/') && !path.startsWith('//')
        ? []
        : [`endpoints.${name} is '${path}', which is not a path that starts with /`],
    ),
    ...(/^[\w!#$%&'*+.^`|~-]+$/.test(identity.header)
      ? []
      : [`identity.header is '${identity.header}', which is not a header name`]),
    ...whole('identity.answers', identity.answers),
    ...atLeastZero('identity.propagationMs', identity.propagationMs),
    ...atLeastZero('thresholds.answerMs', thresholds.answerMs),
    ...atLeastZero('thresholds.meanMs', thresholds.meanMs),
    ...atLeastZero('thresholds.certificateDays', thresholds.certificateDays),
    ...atLeastZero('thresholds.loadPerSecond', thresholds.loadPerSecond),
    ...(thresholds.loadGoodShare > 0 && thresholds.loadGoodShare <= 1
      ? []
      : [`thresholds.loadGoodShare is ${thresholds.loadGoodShare}, which is not above 0 and at most 1`]),
    ...whole('load.requests', load.requests),
    ...whole('load.connections', load.connections),
    ...(load.connections > load.requests
      ? [`load.connections is ${load.connections}, more than the ${load.requests} requests`]
      : []),
    ...whole('load.limitMs', load.limitMs),
    ...atLeastZero('retryMs', settings.retryMs),
    ...whole('requestTimeoutMs', settings.requestTimeoutMs),
    ...Array.from(settings.skip, String)
      .filter((name) => !isCheckName(name))
      .map((name) => `skip names '${name}', which is no check; there are ${known()}`),
  ];
}

function whole(name: string, value: number): readonly string[] {
  return Number.isSafeInteger(value) && value > 0
    ? []
    : [`${name} is ${value}, which is not a whole number above 0`];
}

function atLeastZero(name: string, value: number): readonly string[] {
  return Number.isFinite(value) && value >= 0 ? [] : [`${name} is ${value}, which is not 0 or more`];
}

function known(): string {
  return [...new Set<string>([...CHECK_GROUPS, ...CHECK_IDS])].join(', ');
}
