/** The options of the suite. Every one has a default; the defaults are in `resolve-options.ts`. */
import type { ByEnvironment } from '../by-environment.ts';
import type { FleetObserver, TokenSigner } from '@paintbox/deploy-core/release';
import type { CheckName } from './check-ids.ts';
import type { CustomCheck } from './custom-check.ts';

/** Options of the suite. */
export interface SuiteOptions {
  /** Paths of the app. */
  readonly endpoints?: EndpointOptions | undefined;
  /** How a build is recognised. */
  readonly identity?: BuildIdentityOptions | undefined;
  /** Thresholds for measurements. */
  readonly thresholds?: ThresholdOptions | undefined;
  /** The load check. */
  readonly load?: LoadOptions | undefined;
  /** The comparison with the release before. */
  readonly compare?: CompareOptions | undefined;
  /** Proves end to end that tokens are accepted and forged ones refused. Default: both checks are skipped. */
  readonly tokens?: TokenOptions | undefined;
  /** More hosts of the app, besides this machine and `APP.fly.dev`. Only hosts of the app get load and tokens. Default none. */
  readonly hosts?: readonly string[] | undefined;
  /** The observer that reads the machines of the app. Default: none, the check is skipped. */
  readonly fleet?: FleetObserver | undefined;
  /** Checks that the config adds: `command(…)`, `excel(…)`, or your own. */
  readonly checks?: readonly CustomCheck[] | undefined;
  /** The limits on load and time. */
  readonly limits?:
    | {
        /** Requests at one host at the same time, except for the load check. Default 6. */
        readonly perHost?: number | undefined;
        /** The limit of all checks together, in ms. Checks that are not finished by then are inconclusive. Default 300,000. */
        readonly deadlineMs?: number | undefined;
      }
    | undefined;
  /** How long refused connections, time-outs and 502, 503, 504 are retried, in ms, all checks together. Default 60,000. */
  readonly retryMs?: number | undefined;
  /** Limit of one request, in ms. Default 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Checks (`jwks.cors`) or groups (`load`) to leave out; they show as `skip`. Default none. */
  readonly skip?: readonly CheckName[] | undefined;
  /** Checks or groups that are shown but not counted, for example new ones. Default none. */
  readonly shadow?: readonly CheckName[] | undefined;
}

/** Paths of the app. */
export interface EndpointOptions {
  /** A page that answers 2xx, perhaps after redirects within the site. Default `/`. */
  readonly home?: string | undefined;
  /** The health document. Default `/api/health`. */
  readonly health?: string | undefined;
  /** The key set. Default `/.well-known/jwks.json`. */
  readonly jwks?: string | undefined;
}

/** How a build is recognised. */
export interface BuildIdentityOptions {
  /** Response header with the build id. Default `x-paintbox-build`; the `build` of the health document is the fall-back. */
  readonly header?: string | undefined;
  /** Consecutive answers of the expected build that prove it. Default 5. */
  readonly answers?: number | undefined;
  /** How long the edge may still route to another build, in ms. An environment without a value has the default. Default 15,000. */
  readonly propagationMs?: ByEnvironment<number> | undefined;
  /** Request header that selects the machine. Default `fly-force-instance-id`. */
  readonly machineHeader?: string | undefined;
}

/** Thresholds for measurements. */
export interface ThresholdOptions {
  /** A 95th percentile above this warns, in ms. Default 2,000. */
  readonly answerMs?: number | undefined;
  /** A mean above this warns, in ms. Default 1,000. */
  readonly meanMs?: number | undefined;
  /** Answers each latency is measured with. Default 20. */
  readonly samples?: number | undefined;
  /** A certificate that ends sooner than this warns, in days. Default 14. */
  readonly certificateDays?: number | undefined;
  /** Share of the load requests that must get a 2xx answer, 0 to 1. Default 0.9. */
  readonly loadGoodShare?: number | undefined;
  /** Load answers per second below this warn. Default 10. */
  readonly loadPerSecond?: number | undefined;
}

/** The load check. */
export interface LoadOptions {
  /** Default 50. */
  readonly requests?: number | undefined;
  /** Requests at the same time. Default 5. */
  readonly connections?: number | undefined;
  /** Requests sent per second, even if the app is slower. Default 50. */
  readonly perSecond?: number | undefined;
  /** The limit of the whole check, in ms. Default 20,000. */
  readonly limitMs?: number | undefined;
}

/** The comparison with the release before. */
export interface CompareOptions {
  /** Address of the release before, if it is still reachable: both are then asked in turn. Default: the measurements of `baseline()`. */
  readonly against?: string | undefined;
  /** The path that is asked. Default: the health document. */
  readonly path?: string | undefined;
  /** Answers of each side. Default 100. */
  readonly samples?: number | undefined;
  /** The accepted slowdown. One that is certainly greater is reported. Default 0.1, 10 %. */
  readonly tolerance?: number | undefined;
  /** The slowdown that must be detected. While it cannot be ruled out, the verdict is not `pass`. Default 0.3. */
  readonly notice?: number | undefined;
}

/** How tokens are checked. */
export interface TokenOptions {
  /** The signer: `tokenSigner()` of the AWS plugin. */
  readonly signer: TokenSigner;
  /** A path that accepts a good token and answers 401 or 403 to all others. Default `/api/me`. */
  readonly path?: string | undefined;
  /** Claims that a token needs there; `iat`, `exp` and `jti` are added. Default `{ sub: 'paintbox-deploy-checks' }`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** How long a token lives, in ms. Default 60,000. */
  readonly lifetimeMs?: number | undefined;
}
