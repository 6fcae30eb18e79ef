// Test doubles of Slack, a mail server and GitHub's deployments API.

export type { ServiceFault } from './faults.ts';
export { startGithubEmulator } from './github.ts';
export type { GithubDeployment, GithubEmulator } from './github.ts';
export { startSlackEmulator } from './slack.ts';
export type { SlackEmulator, SlackEmulatorOptions, SlackMessage } from './slack.ts';
export { startSmtpSink } from './smtp.ts';
export type { SmtpSink, SmtpSinkOptions, TakenMail } from './smtp.ts';
