/** The daemon's HTTP API: shaped like the Machines REST API, plus what flyctl gets elsewhere, plus `/_emulator`. */
import type { AppService } from './apps.ts';
import { withApiFaults } from './api-faults.ts';
import { appRoutes } from './app-routes.ts';
import { controlRoutes } from './control-routes.ts';
import type { FaultTable } from './faults.ts';
import type { ImageStore } from './images.ts';
import { leaseRoutes } from './lease-routes.ts';
import { machineRoutes } from './machine-routes.ts';
import type { Platform } from './platform.ts';
import type { Route } from './router.ts';
import type { Timing } from './timing.ts';
import { volumeRoutes } from './volume-routes.ts';
import type { VolumeStore } from './volumes.ts';
import { PlatformError, type World } from './world.ts';

export interface ApiParts {
  readonly world: World;
  readonly apps: AppService;
  readonly images: ImageStore;
  readonly platform: Platform;
  readonly volumes: VolumeStore;
  readonly faults: FaultTable;
  readonly timing: Timing;
  readonly log: (line: string) => void;
}

/** All routes. Those outside `/_emulator` want a token. */
export function apiRoutes(parts: ApiParts): Route[] {
  const guarded = [
    ...appRoutes(parts),
    ...machineRoutes(parts),
    ...leaseRoutes(parts),
    ...volumeRoutes(parts),
  ].map(withToken);
  return [...controlRoutes(parts), ...withApiFaults(guarded, parts.faults)];
}

function withToken(route: Route): Route {
  return {
    ...route,
    handle: (call) => {
      const token = (call.headers.authorization ?? '').replace(/^(FlyV1|Bearer) /u, '');
      if (token === '' || token === 'invalid')
        throw new PlatformError(401, 'You must be authenticated to view this.');
      return route.handle(call);
    },
  };
}
