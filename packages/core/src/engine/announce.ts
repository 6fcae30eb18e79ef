/** Writes the first event of a run. */
import { JOURNAL_FORMAT } from '../journal/chain.ts';
import { processIdentity } from '../lock/process-identity.ts';
import { coreVersion } from '../version.ts';
import type { Session } from './session.ts';

/** Emits `run.started`, unless it was emitted before. So a run that could not begin, or was killed early, can be read about too. */
export async function announce(session: Session): Promise<void> {
  const { pipeline, run } = session;
  if (session.state.started !== undefined) return;
  await session.emit({
    type: 'run.started',
    pipeline: pipeline.name,
    pipelineHash: pipeline.hash,
    environment: run.environment,
    app: run.app,
    url: run.url,
    ...(run.note === undefined ? {} : { note: run.note }),
    ...(run.source === undefined ? {} : { source: run.source }),
    ...(session.handOut === undefined ? {} : { handOut: session.handOut }),
    stages: pipeline.stages.map((stage) => stage.name),
    params: session.params,
    token: session.lock?.token ?? null,
    version: coreVersion(),
    process: processIdentity(),
    journal: JOURNAL_FORMAT,
  });
}
