/** The daemon's HTTP API: the Machines API, what flyctl asks elsewhere (GraphQL, `/api/v1`), the builder (`/builder`), and `/_emulator`. */
import type { AppService } from './apps.ts';
import { builderRoutes } from './builder-routes.ts';
import type { Reads } from './consistency/reads.ts';
import { controlRoutes } from './control-routes.ts';
import { graphqlRoutes } from './graphql/routes.ts';
import { accountRoutes } from './machines-api/account-routes.ts';
import { actionRoutes } from './machines-api/action-routes.ts';
import { appRoutes } from './machines-api/app-routes.ts';
import { withAuthorization } from './machines-api/authorization.ts';
import { withHostCheck } from './machines-api/host-check.ts';
import { historyRoutes } from './machines-api/history-routes.ts';
import { ipRoutes } from './machines-api/ip-routes.ts';
import { metadataRoutes } from './machines-api/metadata-routes.ts';
import { withRateLimits } from './machines-api/rate-limit.ts';
import { secretRoutes } from './machines-api/secret-routes.ts';
import { waitRoute } from './machines-api/wait-route.ts';
import { webApiRoutes } from './web-api/routes.ts';
import type { ImageStore } from './images.ts';
import type { CallLog } from './mishaps/call-log.ts';
import type { MishapTable } from './mishaps/mishap-table.ts';
import { leaseRoutes } from './lease-routes.ts';
import { machineRoutes } from './machine-routes.ts';
import type { Platform } from './platform.ts';
import type { Route } from './router.ts';
import type { Timing } from './timing.ts';
import { volumeRoutes } from './volume-routes.ts';
import type { VolumeStore } from './volumes.ts';
import type { World } from './world.ts';

export interface ApiParts {
  readonly world: World;
  readonly apps: AppService;
  readonly images: ImageStore;
  readonly platform: Platform;
  readonly volumes: VolumeStore;
  readonly mishaps: MishapTable;
  readonly calls: CallLog;
  readonly reads: Reads;
  readonly timing: Timing;
  /** Refuse calls above the documented rates. */
  readonly rateLimits: boolean;
  readonly log: (line: string) => void;
}

/** All routes. Those outside `/_emulator` want a token. */
export function apiRoutes(parts: ApiParts): Route[] {
  const guarded = [
    ...builderRoutes(parts),
    ...machinesApi(parts),
    ...webApiRoutes(parts),
    ...graphqlRoutes(parts),
  ].map((route) => withAuthorization(route, parts.world));
  return [...controlRoutes(parts), ...guarded];
}

function machinesApi(parts: ApiParts): Route[] {
  const { platform } = parts;
  const routes = [
    ...appRoutes(parts),
    ...machineRoutes(parts),
    waitRoute(parts),
    ...actionRoutes(platform),
    ...metadataRoutes(platform),
    ...historyRoutes(platform),
    ...leaseRoutes(parts),
    ...volumeRoutes(parts),
    ...secretRoutes(parts),
    ...ipRoutes(parts),
    ...accountRoutes(parts),
  ];
  const checked = withHostCheck(routes, parts.world);
  return parts.rateLimits ? withRateLimits(checked) : checked;
}
