/**
 * The actions that the workflow uses, by commit: a tag can be moved to other code, a commit cannot. Dependabot reads the version from the comment
 * behind it, and updates both.
 */
export const ACTIONS = {
  checkout: 'actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1',
  setupNode: 'actions/setup-node@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e # v6.4.0',
  awsCredentials: 'aws-actions/configure-aws-credentials@e7f100cf4c008499ea8adda475de1042d6975c7b # v6.2.0',
  setupFlyctl: 'superfly/flyctl-actions/setup-flyctl@fc53c09e1bc3be6f54706524e3b82c4f462f77be # v1.5',
  uploadArtifact: 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1',
} as const;

/** The flyctl that the jobs install. */
export const FLYCTL_VERSION = '0.4.87';
