/** Apps, releases and secrets of the emulated platform, and the edge each app has. */
import type { CertificateAuthority } from './certificates.ts';
import { openEdge, type Edge } from './edge.ts';
import { shortId } from './ids.ts';
import type { ImageStore } from './images.ts';
import type { Platform } from './platform.ts';
import { PlatformError, type StoredRelease, type ReleaseStatus, type World } from './world.ts';

/** What the API tells about an app. */
export interface AppSummary {
  readonly status: string;
  readonly deployed: boolean;
  readonly hostname: string;
  readonly createdAt: string;
}

interface AppServiceOptions {
  readonly world: World;
  readonly platform: Platform;
  readonly images: ImageStore;
  readonly authority: CertificateAuthority;
  /** Port for the edge of the first app; 0 takes any free one. */
  readonly firstEdgePort: number;
  readonly log: (line: string) => void;
}

/** Apps with their releases and secrets. */
export class AppService {
  readonly #options: AppServiceOptions;
  readonly #edges = new Map<string, Edge>();

  constructor(options: AppServiceOptions) {
    this.#options = options;
  }

  /** Makes an app and opens its edge; the name must be free. */
  async create({
    name,
    organization,
    secrets,
  }: {
    name: string;
    organization?: string | undefined;
    secrets?: Readonly<Record<string, string>> | undefined;
  }): Promise<void> {
    const { world, firstEdgePort } = this.#options;
    if (!/^[a-z0-9][a-z0-9-]*$/u.test(name))
      throw new PlatformError(422, `Name may only contain numbers, lowercase letters and dashes: ${name}`);
    if (world.apps[name]) throw new PlatformError(422, 'Validation failed: Name has already been taken');
    const edgePort = Object.keys(world.apps).length === 0 ? firstEdgePort : 0;
    const createdAt = new Date().toISOString();
    const made = { id: shortId(), name, organization, createdAt, edgePort };
    world.apps[name] = { ...made, secrets: { ...secrets }, releases: [] };
    await this.#open(name);
  }

  /** Destroys the app with its machines and volumes. */
  async remove(name: string): Promise<void> {
    const { world, platform } = this.#options;
    world.app(name);
    await Promise.all(platform.list(name).map(({ id }) => platform.remove(name, id)));
    await this.#edges.get(name)?.close();
    this.#edges.delete(name);
    delete world.apps[name];
    world.save();
  }

  /** Opens the edges of all known apps, each on the port it had before. */
  async openEdges(): Promise<void> {
    for (const name of Object.keys(this.#options.world.apps)) await this.#open(name);
  }

  async closeEdges(): Promise<void> {
    await Promise.all([...this.#edges.values()].map((edge) => edge.close()));
  }

  edgeUrl(name: string): string {
    const edge = this.#edges.get(name);
    if (!edge) throw new PlatformError(404, `Could not find App "${name}"`);
    return `https://localhost:${edge.port}`;
  }

  summary(name: string): AppSummary {
    const app = this.#options.world.app(name);
    const deployed = this.#options.platform.list(name).length > 0;
    return {
      status: deployed ? 'deployed' : 'pending',
      deployed,
      hostname: `${name}.fly.dev`,
      createdAt: app.createdAt,
    };
  }

  /** Takes the next version number; the image must exist. */
  createRelease(
    name: string,
    { image, strategy, definition }: { image: string; strategy: string; definition: unknown },
  ): StoredRelease {
    const { world, images } = this.#options;
    const app = world.app(name);
    images.resolve(image, name);
    const release: StoredRelease = {
      id: shortId(),
      version: (app.releases.at(-1)?.version ?? 0) + 1,
      status: 'pending',
      strategy,
      image_ref: image,
      created_at: new Date().toISOString(),
      definition,
    };
    app.releases.push(release);
    world.save();
    return release;
  }

  setReleaseStatus(name: string, id: string, status: ReleaseStatus): StoredRelease {
    const { world } = this.#options;
    const { releases } = world.app(name);
    const index = releases.findIndex((release) => release.id === id);
    const release = releases[index];
    if (!release) throw new PlatformError(404, `release ${id} not found`);
    const changed = { ...release, status };
    releases[index] = changed;
    world.save();
    return changed;
  }

  /** Stages secrets: a machine sees them from its next start on. */
  changeSecrets(name: string, set: Readonly<Record<string, string>>, unset: readonly string[]): void {
    const { world } = this.#options;
    const app = world.app(name);
    const now = new Date().toISOString();
    app.secrets = { ...app.secrets, ...set };
    app.secretTimes = {
      ...app.secretTimes,
      ...Object.fromEntries(Object.keys(set).map((key) => [key, now])),
    };
    for (const gone of unset) {
      delete app.secrets[gone];
      delete app.secretTimes[gone];
    }
    app.secretsVersion = (app.secretsVersion ?? 0) + 1;
    world.save();
  }

  async #open(name: string): Promise<void> {
    const { world, platform, authority, log } = this.#options;
    const app = world.app(name);
    const certificate = await authority.issue([`${name}.fly.dev`]);
    const listen = (port: number): Promise<Edge> =>
      openEdge({
        port,
        certificate,
        targets: () => platform.targets(name),
        ghosts: () => platform.ghosts(name),
        wake: (wanted) => platform.autostop.wake(name, wanted),
      });
    const edge = await listen(app.edgePort).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      log(`port ${app.edgePort} is in use, ${name} gets another one`);
      return await listen(0);
    });
    app.edgePort = edge.port;
    this.#edges.set(name, edge);
    world.save();
  }
}
