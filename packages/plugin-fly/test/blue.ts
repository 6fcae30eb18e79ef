/** Machines as they were before a release. */
import type { Blue } from '../src/artifacts.ts';

/** One that serves, with what is different. */
export function blue(id: string, different: Partial<Blue> = {}): Blue {
  return {
    id,
    name: id,
    group: 'web',
    region: 'fra',
    instanceId: 'v1',
    digest: 'sha256:old',
    imageRef: 'registry.fly.io/shop@sha256:old',
    buildId: 'build-6',
    routed: true,
    healthy: true,
    rests: false,
    reached: true,
    inPlace: null,
    config: {},
    ...different,
  };
}
