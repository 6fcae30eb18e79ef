/** The stale edge, a defect that a build can ask for: replaced machines that the platform no longer shows but the edge still uses for a while. */
import type { EdgeTarget } from './machine-runner.ts';

/** How long the edge goes on using a replaced machine. Real time: it must outlast a pipeline's validation. */
const lifetimeMs = 45_000;

/** The replaced machines that still live. */
export class StaleEdge {
  readonly #ghosts = new Map<string, { readonly app: string; readonly target: EdgeTarget }>();

  add(app: string, target: EdgeTarget): void {
    this.#ghosts.set(target.id, { app, target });
    const timer = setTimeout(() => void this.#end(target.id), lifetimeMs);
    timer.unref();
  }

  of(app: string): EdgeTarget[] {
    return [...this.#ghosts.values()].filter((ghost) => ghost.app === app).map((ghost) => ghost.target);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ghosts.keys()].map((id) => this.#end(id)));
  }

  async #end(id: string): Promise<void> {
    const ghost = this.#ghosts.get(id);
    this.#ghosts.delete(id);
    await ghost?.target.runner.kill({ keepRecord: true });
  }
}
