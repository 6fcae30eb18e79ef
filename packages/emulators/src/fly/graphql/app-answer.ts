/** An app as GraphQL shows it. The GraphQL library picks what a query asks for. */
import type { ApiParts } from '../api.ts';
import { organization } from '../machines-api/organization.ts';
import { numericId } from '../ids.ts';
import type { StoredRelease } from '../world.ts';

/** The answer of one app. */
export function appAnswer({ world, apps, images }: ApiParts, name: string): Record<string, unknown> {
  const app = world.app(name);
  const { status, deployed, hostname, createdAt } = apps.summary(name);
  const newest = app.releases.at(-1);
  const releases = ({ first = 25 }: { first?: number }): unknown => ({
    nodes: app.releases.toReversed().slice(0, first).map(releaseAnswer),
  });
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
    role: null,
    config: { definition: newest?.definition ?? {} },
    currentRelease: newest ? releaseAnswer(newest) : null,
    currentReleaseUnprocessed: newest ? releaseAnswer(newest) : null,
    releases,
    releasesUnprocessed: releases,
    imageDetails: null,
    image: ({ ref }: { ref: string }) => imageAnswer(images, ref, name),
  };
}

function imageAnswer(images: ApiParts['images'], wanted: string, app: string): Record<string, unknown> {
  const { image } = images.resolve(wanted, app);
  return {
    id: `img_${image.digest.slice('sha256:'.length, 'sha256:'.length + 16)}`,
    digest: image.digest,
    ref: wanted,
    compressedSizeFull: String(image.sizeBytes),
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
