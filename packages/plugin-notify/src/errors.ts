/** Every error of notifications. They never fail a run: they are shown as warnings. */
import { counted } from '@paintbox/deploy-core/run';
import type { DeployError } from '@paintbox/deploy-core';
import { notifyErrors } from './notify-errors.ts';

/** Every setting that is not valid, in one error. Values are not quoted, because they are often secrets. */
export function notifySettings(channel: string, problems: readonly string[]): DeployError {
  return notifyErrors.error('NOTIFY_SETTINGS', `channel '${channel}' cannot be used: ${problems.join('; ')}`);
}

/** The service could not be reached, or did not answer in time. */
export function notifyUnreachable(channel: string, why: string): DeployError {
  return notifyErrors.error('NOTIFY_UNREACHABLE', `channel '${channel}' could not be reached: ${why}`, {
    transient: true,
  });
}

/** The service refused, and will refuse again. */
export function notifyRefused(channel: string, said: string): DeployError {
  return notifyErrors.error('NOTIFY_REFUSED', `channel '${channel}' refused the message: ${said}`, {
    hint: refusalHint(said),
  });
}

/** The service refused, but may accept later. */
export function notifyBusy(channel: string, said: string): DeployError {
  return notifyErrors.error('NOTIFY_BUSY', `channel '${channel}' takes no message now: ${said}`, {
    transient: true,
  });
}

/** It is unknown whether the message arrived. */
export function notifyUncertain(channel: string, why: string): DeployError {
  return notifyErrors.error(
    'NOTIFY_UNCERTAIN',
    `channel '${channel}' was sent a message that may not have arrived: ${why}`,
    { transient: true },
  );
}

/** Notices that a run could not send. */
export function notifyFailed(channel: string, problems: readonly DeployError[]): DeployError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const code = first !== undefined && isListed(first.code) ? first.code : 'NOTIFY_REFUSED';
  return notifyErrors.error(code, `${first?.message ?? channel}${more}`, {
    hint: first?.hint,
    problems: problems.length > 1 ? problems : [],
  });
}

/** `notify test` with channels that failed. */
export function notifyTestFailed(lines: readonly string[], problems: readonly DeployError[]): DeployError {
  return notifyErrors.error(
    'NOTIFY_TEST_FAILED',
    `${counted(problems.length, 'channel')} did not take the sample: ${lines.join('; ')}`,
    { hint: problems[0]?.hint, problems },
  );
}

/** `notify test` where no channel has an address. */
export function notifyNoChannel(variables: string): DeployError {
  return notifyErrors.error('NOTIFY_NO_CHANNEL', 'no channel has an address to send to', {
    hint: `set one of these variables, or the options of the channels in the config file: ${variables}`,
  });
}

function isListed(code: string): code is keyof typeof notifyErrors.rows {
  return code in notifyErrors.rows;
}

function refusalHint(said: string): string {
  if (/no_service|invalid_token|invalid_auth|not_authed|401|token_revoked|account_inactive/.test(said)) {
    return 'the address or token is wrong or was revoked: make a new one and set the variable again';
  }
  if (/channel_not_found|not_in_channel|is_archived/.test(said)) {
    return "name the channel by its id, and invite the app's bot to it";
  }
  if (/missing_scope|403/.test(said))
    return 'give the token the right it lacks (Slack: chat:write; GitHub: deployments: write)';
  return 'see what the service says about this answer, then try: `paintbox-deploy notify test`';
}
