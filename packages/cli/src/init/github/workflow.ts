/** The whole workflow: its triggers, its settings for every job, and the jobs. */
import { jobText } from './job.ts';
import { jobsOf } from './jobs.ts';
import type { WorkflowFacts } from './facts.ts';

/** The text of `.github/workflows/deploy-APP.yml`. */
export function workflowText(facts: WorkflowFacts): string {
  const { app, environments } = facts;
  const [usual = 'production'] = environments;
  return `# Written by: paintbox-deploy init --github. Change the config or package.json, then write it again with --force; what is set up once is in docs/github.md.
name: Deploy ${app}

on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      environment:
        description: Where to deploy to
        type: choice
        options: [${environments.join(', ')}]
        default: ${usual}

# Each job takes what it needs.
permissions: {}

# One at a time for each environment. A deploy that runs is never cancelled for a newer one: it would be taken back half-way.
concurrency:
  group: deploy-${app}-\${{ inputs.environment || '${usual}' }}
  cancel-in-progress: false

env:
  ENVIRONMENT: \${{ inputs.environment || '${usual}' }}
  # Messages link to the reports, which the jobs upload.
  PAINTBOX_REPORT_URL: \${{ github.server_url }}/\${{ github.repository }}/actions/runs/\${{ github.run_id }}#artifacts
  # Journals, locks and ledgers, shared by all jobs and by everybody who deploys from elsewhere.
  PAINTBOX_STATE_BUCKET: \${{ vars.PAINTBOX_STATE_BUCKET }}
  # Without it the AWS SDK looks for the machine's own role for two seconds, in vain.
  AWS_EC2_METADATA_DISABLED: 'true'

jobs:
${jobsOf(facts).map(jobText).join('\n\n')}
`;
}
