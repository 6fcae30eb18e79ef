/**
 * The emulated remote builder. It does not execute a Dockerfile: it runs the `build` script of the package that the
 * Dockerfile's last stage names in its labels, and snapshots the output folder.
 *
 *     LABEL dev.paintbox.emulator.context="examples/paintbox" dev.paintbox.emulator.output="dist"
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readDockerfile, type DockerfileFacts } from './dockerfile.ts';
import type { ImageStore, StoredImage } from './images.ts';
import { staleEdgeLabel } from './routing.ts';
import { PlatformError } from './world.ts';

export interface BuildRequest {
  /** Absolute path of the build context. */
  readonly context: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Labels added from the command line. */
  readonly labels: Readonly<Record<string, string>>;
  readonly defect?: BuildDefect | undefined;
}

/** What a build tells. */
export interface BuiltImage {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** A deliberate defect of a build. The app's own code stays as it is. */
export interface BuildDefect {
  /** Absolute path of a module that Node.js loads before the app. The other files of its folder are copied too. */
  readonly preload?: string | undefined;
  /** True: the edge goes on using the machines that this build replaces. */
  readonly staleEdge: boolean;
}

const preloadFolder = '.preload';
const contextLabel = 'dev.paintbox.emulator.context';
const buildLabel = 'dev.paintbox.emulator.build';
const outputLabel = 'dev.paintbox.emulator.output';
const buildLimitMs = 120_000;
const run = promisify(execFile);

/** Builds and stores an image. Every refusal is a PlatformError with the builder's text. */
export async function buildImage(request: BuildRequest, images: ImageStore): Promise<StoredImage> {
  const { defect } = request;
  if (defect?.preload !== undefined) await mustExist(defect.preload);
  const facts = readDockerfile(await dockerfileText(request.dockerfile), request.buildArgs);
  const packageDir = resolve(request.context, facts.labels[contextLabel] ?? '.');
  const outputDir = resolve(packageDir, facts.labels[outputLabel] ?? 'dist');
  return await withFolderLock(packageDir, async () => {
    await runBuildScript(packageDir, facts);
    await stat(outputDir).catch(() => {
      throw new PlatformError(422, `failed to solve: the build script left no output folder ${outputDir}`);
    });
    const labels = { ...facts.labels, ...request.labels };
    const { entrypoint, cmd, env, exposed, workdir } = facts;
    const manifest = { entrypoint, cmd, env, exposed, workdir };
    if (defect === undefined) return await images.store(outputDir, { ...manifest, labels, preload: [] }, []);
    const { preload, staleEdge } = defect;
    // Another image each time, like builds that carry a time: a defect can be shipped again without being known as bad.
    const marked = {
      ...labels,
      [buildLabel]: randomUUID(),
      ...(staleEdge ? { [staleEdgeLabel]: 'true' } : {}),
    };
    return preload === undefined
      ? await images.store(outputDir, { ...manifest, labels: marked, preload: [] }, [])
      : await images.store(
          outputDir,
          { ...manifest, labels: marked, preload: [`${preloadFolder}/${basename(preload)}`] },
          [{ from: dirname(preload), to: preloadFolder }],
        );
  });
}

async function mustExist(module: string): Promise<void> {
  await stat(module).catch(() => {
    throw new PlatformError(422, `there is no module '${module}' to load before the app`);
  });
}

async function dockerfileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new PlatformError(422, `dockerfile '${path}' not found`);
  }
}

async function runBuildScript(packageDir: string, facts: DockerfileFacts): Promise<void> {
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const home = process.env['HOME'] ?? tmpdir();
  try {
    await run(process.execPath, ['--run', 'build'], {
      cwd: packageDir,
      env: { PATH: path, HOME: home, ...facts.args },
      timeout: buildLimitMs,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string };
    const detail = `${stdout}${stderr}`.trim() || message;
    throw new PlatformError(
      422,
      `failed to solve: process "node --run build" did not complete successfully:\n${detail}`,
    );
  }
}

/** Build scripts write into one fixed folder, so only one build of a package runs at a time, across daemons. */
async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(
    tmpdir(),
    `fly-emulator-build-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`,
  );
  const giveUpAt = Date.now() + buildLimitMs;
  while (!(await tryMake(lock))) {
    if (Date.now() > giveUpAt) throw new PlatformError(503, `another build of ${folder} does not end`);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryMake(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const made = await stat(lock).catch(() => undefined);
  // A builder that was killed leaves its lock; no build takes longer than the limit.
  if (made && Date.now() - made.mtimeMs > buildLimitMs) await rm(lock, { recursive: true, force: true });
  return false;
}
