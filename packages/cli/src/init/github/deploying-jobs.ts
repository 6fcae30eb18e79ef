/** The jobs that touch the outside world, in the order in which they run. */
import { call, environmentOf, unattended } from './facts.ts';
import type { WorkflowFacts } from './facts.ts';
import { AWS_ROLE, FLYCTL, keptReports, prepared } from './job.ts';
import type { Job, Step } from './job.ts';

const OIDC = ['id-token: write # proves to AWS which repository and environment this is'];

const NOTIFY = [
  'SLACK_WEBHOOK: ${{ secrets.SLACK_WEBHOOK }}',
  'NOTIFICATION_EMAIL: ${{ secrets.NOTIFICATION_EMAIL }}',
  'SMTP_URL: ${{ secrets.SMTP_URL }}',
];
const FLY_TOKEN = 'FLY_API_TOKEN: ${{ secrets.FLY_API_TOKEN }}';

/** Fails early without shared state: with a state folder of its own, no job would see what another one did. */
const SHARED_STATE: Step = [
  'name: State must outlive the job',
  "if: vars.PAINTBOX_STATE_BUCKET == ''",
  'run: |',
  "  echo '::error title=No shared state::Set the variable PAINTBOX_STATE_BUCKET: without it no job knows what another one did'",
  '  exit 1',
];

export function aws(facts: WorkflowFacts): Job {
  return {
    id: 'aws',
    comment: ['3. The keys in AWS Secrets Manager can be read and belong together; a missing pair is made.'],
    name: 'Validate AWS',
    minutes: 10,
    permissions: OIDC,
    more: [unattended(facts)],
    steps: [
      SHARED_STATE,
      ...prepared(facts.project.install),
      AWS_ROLE,
      call(facts, 'Validate', 'keys ensure', []),
      keptReports('aws'),
    ],
  };
}

export function build(facts: WorkflowFacts): Job {
  return {
    id: 'build',
    comment: ['4. Built once. What the record says is its name, digest included, is what is deployed.'],
    name: 'Build',
    minutes: 30,
    permissions: OIDC,
    more: [unattended(facts), 'outputs:', '  image: ${{ steps.build.outputs.image }}'],
    steps: [
      ...prepared(facts.project.install),
      AWS_ROLE,
      FLYCTL,
      call(facts, 'Build', 'build --lock-wait 10m', [FLY_TOKEN], 'build'),
      keptReports('build'),
    ],
  };
}

export function deploy(facts: WorkflowFacts): Job {
  const built = facts.pipelines.includes('build');
  const image = built ? ' --image "$IMAGE"' : '';
  return {
    id: 'deploy',
    comment: ['5. Blue-green, proven from outside, or taken back. The environment may ask for an approval.'],
    name: 'Deploy',
    minutes: 60,
    permissions: OIDC,
    more: ['environment:', `  name: ${environmentOf(facts)}`, '  url: ${{ steps.deploy.outputs.url }}'],
    steps: [
      ...(facts.pipelines.includes('keys ensure') ? [] : [SHARED_STATE]),
      ...prepared(facts.project.install),
      AWS_ROLE,
      FLYCTL,
      call(
        facts,
        'Deploy',
        `deploy${image} --lock-wait 10m`,
        [...(built ? ['IMAGE: ${{ needs.build.outputs.image }}'] : []), FLY_TOKEN, ...NOTIFY],
        'deploy',
      ),
      keptReports('deploy'),
    ],
  };
}

export function recover(facts: WorkflowFacts): Job {
  return {
    id: 'recover',
    comment: [
      'A cancelled job has ten seconds, and a lost runner none. Whatever it left half done is adopted here: finished, or undone.',
    ],
    name: 'Recover',
    needs: ['deploy'],
    if: "always() && (needs.deploy.result == 'cancelled' || needs.deploy.result == 'failure')",
    minutes: 60,
    permissions: OIDC,
    more: [unattended(facts)],
    steps: [
      ...prepared(facts.project.install),
      AWS_ROLE,
      FLYCTL,
      call(facts, 'Finish or undo', 'resume --if-needed --lock-wait 10m', [FLY_TOKEN, ...NOTIFY]),
      keptReports('recover'),
    ],
  };
}

export function monitor(facts: WorkflowFacts): Job {
  return {
    id: 'monitor',
    comment: ['6. Watched while the traffic of real users finds what checks did not.'],
    name: 'Monitor',
    needs: ['deploy'],
    minutes: 30,
    permissions: OIDC,
    more: [unattended(facts)],
    steps: [
      ...prepared(facts.project.install),
      AWS_ROLE,
      call(facts, 'Watch', 'monitor --for "$FOR" --every "$EVERY"', [
        "FOR: ${{ vars.MONITOR_FOR || '5m' }}",
        "EVERY: ${{ vars.MONITOR_EVERY || '30s' }}",
        ...NOTIFY,
      ]),
      keptReports('monitor'),
    ],
  };
}

export function rollback(facts: WorkflowFacts, monitored: boolean): Job {
  const before = ['deploy', 'recover', ...(monitored ? ['monitor'] : [])];
  const failed = before.map((job) => `needs.${job}.result == 'failure'`);
  return {
    id: 'rollback',
    comment: [
      '7. In an emergency. It looks first: a deploy that was taken back leaves a healthy app, and then there is nothing to do.',
    ],
    name: 'Emergency rollback',
    needs: before,
    if: `always() && (${failed.join(' || ')})`,
    minutes: 30,
    permissions: OIDC,
    more: [unattended(facts)],
    steps: [
      ...prepared(facts.project.install),
      AWS_ROLE,
      FLYCTL,
      call(facts, 'Roll back', 'rollback --force --lock-wait 10m', [FLY_TOKEN, ...NOTIFY]),
      keptReports('rollback'),
    ],
  };
}
