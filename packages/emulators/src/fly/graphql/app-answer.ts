/** An app as the web API's GraphQL tells about it: every field that flyctl 0.4.87 asks for, whatever a query picks of them. */
import type { ApiParts } from '../api.ts';
import { organization } from '../machines-api/organization.ts';
import { numericId } from '../ids.ts';
import type { StoredRelease } from '../world.ts';

/** The answer; `imageRef` is what a query for an image asks about. */
export function appAnswer(
  { world, apps, images }: ApiParts,
  name: string,
  imageRef: unknown,
): Record<string, unknown> {
  const app = world.app(name);
  const { status, deployed, hostname, createdAt } = apps.summary(name);
  const newest = app.releases.at(-1);
  return {
    id: name,
    internalNumericId: numericId(app.id),
    name,
    hostname,
    cnameTarget: `${app.id}.${hostname}`,
    deployed,
    network: 'default',
    status,
    appUrl: apps.edgeUrl(name),
    platformVersion: 'machines',
    version: newest?.version ?? 0,
    createdAt,
    organization,
    postgresAppRole: null,
    role: null,
    config: { definition: newest?.definition ?? {} },
    currentRelease: newest ? releaseAnswer(newest) : null,
    currentReleaseUnprocessed: newest ? releaseAnswer(newest) : null,
    releases: { nodes: app.releases.toReversed().map(releaseAnswer) },
    services: [],
    ipAddresses: { nodes: [] },
    sharedIpAddress: null,
    machines: { nodes: [] },
    imageDetails: null,
    canPerformBluegreenDeployment: true,
    image: typeof imageRef === 'string' ? imageAnswer(images, imageRef) : null,
  };
}

function imageAnswer(images: ApiParts['images'], wanted: string): Record<string, unknown> {
  const { image } = images.resolve(wanted);
  return {
    id: `img_${image.digest.slice('sha256:'.length, 'sha256:'.length + 16)}`,
    digest: image.digest,
    ref: wanted,
    compressedSize: String(image.sizeBytes),
    manifest: {},
  };
}

function releaseAnswer(release: StoredRelease): Record<string, unknown> {
  return {
    id: release.id,
    evaluationId: '',
    version: release.version,
    status: release.status,
    inProgress: release.status === 'running',
    stable: release.status === 'complete',
    imageRef: release.image_ref,
    createdAt: release.created_at,
    description: 'Release',
    reason: 'deploy',
    user: { id: 'emulated-user', email: 'deploy-token@tokens.fly.io', name: 'Emulated' },
    configDefinition: release.definition,
  };
}
