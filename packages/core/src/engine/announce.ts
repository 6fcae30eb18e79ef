/** The first word of a run. */
import { JOURNAL_FORMAT } from '../journal/chain.ts';
import { coreVersion } from '../version.ts';
import type { Session } from './session.ts';

/** Says that a run has begun and what it is, unless that was said before: also a run that could not begin, or was killed first, is one that can be read about. */
export async function announce(session: Session): Promise<void> {
  const { pipeline, run } = session;
  if (session.events.some((event) => event.type === 'run.started')) return;
  await session.emit({
    type: 'run.started',
    pipeline: pipeline.name,
    pipelineHash: pipeline.hash,
    environment: run.environment,
    app: run.app,
    url: run.url,
    ...(run.note === undefined ? {} : { note: run.note }),
    stages: pipeline.stages.map((stage) => stage.name),
    params: session.params,
    token: session.lock?.token ?? null,
    version: coreVersion(),
    journal: JOURNAL_FORMAT,
  });
}
