/** The jobs of the workflow, as far as config and repository have pipelines or scripts for them. */
import { aws, build, deploy, monitor, recover, rollback } from './deploying-jobs.ts';
import type { WorkflowFacts } from './facts.ts';
import { keptReports, prepared } from './job.ts';
import type { Job, Step } from './job.ts';

/** Scripts of package.json that a quality job runs, in this order. */
const QUALITY = ['check', 'typecheck', 'lint', 'format:check', 'audit', 'secrets'];
/** Every job with a pipeline or script. */
export function jobsOf(facts: WorkflowFacts): readonly Job[] {
  const has = (pipeline: string): boolean => facts.pipelines.includes(pipeline);
  const jobs = [
    quality(facts),
    tests(facts),
    has('keys ensure') ? aws(facts) : undefined,
    has('build') ? build(facts) : undefined,
    deploy(facts),
    recover(facts),
    has('monitor') ? monitor(facts) : undefined,
    has('rollback') ? rollback(facts, has('monitor')) : undefined,
  ].filter((job) => job !== undefined);
  // Up to the deploy, each job waits for the one before.
  return jobs.map((job, index) => {
    const before = jobs[index - 1];
    return job.needs !== undefined || before === undefined ? job : { ...job, needs: [before.id] };
  });
}

function quality({ project }: WorkflowFacts): Job | undefined {
  const scripts = QUALITY.filter((script) => project.scripts.includes(script));
  if (scripts.length === 0) return undefined;
  return {
    id: 'quality',
    comment: ['1. Types, lint, format, known vulnerabilities, secrets in the source.'],
    name: 'Quality',
    minutes: 15,
    steps: [
      ...prepared(project.install),
      ...scripts.map((script): Step => [`name: ${script}`, `run: ${project.run(script)}`]),
    ],
  };
}

function tests({ project }: WorkflowFacts): Job | undefined {
  const suites = project.scripts.filter((script) => script.startsWith('test:'));
  const scripts = suites.length > 0 ? suites : project.scripts.filter((script) => script === 'test');
  const rows = scripts.map((script) => [script.replace(/^test:/, ''), project.run(script)] as const);
  if (rows.length === 0) return undefined;
  return {
    id: 'test',
    comment: ['2. Every suite on a machine of its own; one that fails does not hide what the others find.'],
    name: 'Test (${{ matrix.suite }})',
    minutes: 30,
    more: [
      'strategy:',
      '  fail-fast: false',
      '  matrix:',
      '    include:',
      ...rows.flatMap(([suite, run]) => [`      - suite: ${suite}`, `        command: ${run}`]),
    ],
    steps: [
      ...prepared(project.install),
      ['name: Run', 'run: ${{ matrix.command }}'],
      keptReports('${{ matrix.suite }}'),
    ],
  };
}
