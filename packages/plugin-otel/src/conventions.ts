/** Names of the semantic conventions for CI/CD (opentelemetry.io/docs/specs/semconv/cicd, status: development). A test holds them to the official package. */
import type { ExitCode } from '@paintbox/deploy-core/run';

export const CONVENTIONS = {
  action: 'cicd.pipeline.action.name',
  pipeline: 'cicd.pipeline.name',
  run: 'cicd.pipeline.run.id',
  runUrl: 'cicd.pipeline.run.url.full',
  result: 'cicd.pipeline.result',
  task: 'cicd.pipeline.task.name',
  taskRun: 'cicd.pipeline.task.run.id',
  taskResult: 'cicd.pipeline.task.run.result',
  errorType: 'error.type',
  service: 'service.name',
  serviceVersion: 'service.version',
  environment: 'deployment.environment.name',
} as const;

/** The values of the two results. */
export type SemanticResult = 'success' | 'failure' | 'error' | 'timeout' | 'cancellation' | 'skip';

/** How a run ended, in their words: `failure` when what was deployed is at fault, `error` when the deployment is. */
export function resultOf(exitCode: ExitCode, code: string | undefined): SemanticResult {
  if (exitCode === 0) return 'success';
  if (exitCode === 130 || exitCode === 143) return 'cancellation';
  if (exitCode === 5) return 'skip';
  if (code === 'RUN_TIMED_OUT' || code === 'STAGE_TIMED_OUT') return 'timeout';
  return exitCode === 2 || exitCode === 4 || exitCode === 70 ? 'error' : 'failure';
}
