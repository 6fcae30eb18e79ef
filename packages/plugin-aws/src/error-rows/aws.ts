/** Errors of AWS calls. */

export const callRows = {
  AWS_CREDENTIALS_MISSING: {
    exitCode: 1,
    rights: true,
    means: 'There are no AWS credentials. The message lists every place that was searched.',
    do: 'set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_PROFILE`, or let CI assume a role (aws-actions/configure-aws-credentials)',
  },
  AWS_CREDENTIALS_EXPIRED: {
    exitCode: 1,
    rights: true,
    means: 'The temporary credentials have expired.',
    do: 'sign in again (`aws sso login`, or assume the role again in CI) and repeat the run',
  },
  AWS_CREDENTIALS_REJECTED: {
    exitCode: 1,
    rights: true,
    means:
      'AWS does not know the access key, or the session token does not belong to it. An opt-in Region answers like this until it is enabled.',
    do: 'check the key; `aws sts get-caller-identity` asks the same question',
  },
  AWS_ACCESS_DENIED: {
    exitCode: 1,
    rights: true,
    means: 'IAM does not allow the call.',
    do: 'add the statement in the hint of the error to the policy; without one, AWS did not say enough to write it',
  },
  AWS_KMS_DENIED: {
    exitCode: 1,
    rights: true,
    means: 'The KMS key that encrypts the secret cannot be used: disabled, or not allowed to this caller.',
    do: 'check that the key is enabled and its policy allows the account; add the statement in the hint of the error',
  },
  AWS_SIGNATURE_REJECTED: {
    exitCode: 1,
    rights: true,
    means: 'The secret key does not belong to the access key.',
    do: '`AWS_SECRET_ACCESS_KEY` does not belong to `AWS_ACCESS_KEY_ID`: copy both again, without spaces or quotes',
  },
  AWS_ACCOUNT_MISMATCH: {
    exitCode: 1,
    rights: true,
    means: 'The credentials are of another account than `identity({ account })` expects.',
    do: 'use credentials of that account, or correct the config',
  },
  AWS_REGION_MISMATCH: {
    exitCode: 2,
    means:
      '`identity({ region })` expects one Region, but `AWS_REGION` or `AWS_DEFAULT_REGION` names another, which all other calls would use.',
    do: 'set the variable to the expected Region or leave it out, or correct the config',
  },
  AWS_REGION_MISSING: {
    exitCode: 2,
    means:
      'Nothing names the Region. None is assumed, because a key that is made in the wrong Region is found by nobody.',
    do: 'set `AWS_REGION`, write `region` into the profile of `~/.aws/config`, or give `region` in paintbox.deploy.config.ts',
  },
  AWS_PROFILE_MISSING: {
    exitCode: 2,
    means: '`AWS_PROFILE` names a profile that neither shared file of AWS has.',
    do: 'correct `AWS_PROFILE` or leave it out; in `~/.aws/config` the profile is written `[profile NAME]`; `aws configure list-profiles` lists them',
  },
  AWS_SECRET_IS_REPLICA: {
    exitCode: 1,
    means:
      'The secret is a replica of a secret in another Region. It can be read, but only the primary one can be changed.',
    do: 'work in the Region of the primary secret: `AWS_REGION=REGION`; its replicas follow by themselves',
  },
  AWS_REGION_INVALID: {
    exitCode: 2,
    means: 'The name of the Region is not valid.',
    do: 'Regions are written like us-east-1',
  },
  AWS_REGION_DISABLED: {
    exitCode: 1,
    means: 'The account has not enabled the Region.',
    do: 'enable it under Account > AWS Regions, or use another one',
  },
  AWS_SECRET_GONE: {
    exitCode: 1,
    means:
      'A secret of the live release is missing or is being deleted. If the new release failed, the old one could not read its keys. Nothing was changed.',
    do: 'nothing was changed; restore the secret (`aws secretsmanager restore-secret --secret-id NAME`) and deploy again',
  },
  AWS_SECRET_MISSING: {
    exitCode: 1,
    rights: true,
    means:
      'A secret that is to be read is not in this Region, has no value, or is no JSON with the field that `secretText()` names.',
    do: 'make it with `aws secretsmanager create-secret --name NAME --secret-string …`, or correct what names it in the config',
  },
  AWS_SECRET_SCHEDULED_FOR_DELETION: {
    exitCode: 1,
    means: 'The secret is scheduled for deletion and cannot be read.',
    do: '`aws secretsmanager restore-secret --secret-id NAME`',
  },
  AWS_UNREACHABLE: {
    exitCode: 1,
    means:
      'No answer came: network, proxy, a Region that does not exist, or `AWS_ENDPOINT_URL` pointing nowhere.',
    do: 'check the network, the proxy, that the Region exists, and `AWS_ENDPOINT_URL`, which should be unset for AWS itself',
  },
  AWS_TLS_UNTRUSTED: {
    exitCode: 1,
    means:
      'The certificate of the endpoint is not trusted on this machine, usually because a proxy opens TLS.',
    do: 'behind a proxy that breaks TLS, give its certificate authority in `NODE_EXTRA_CA_CERTS`',
  },
  AWS_CLOCK_SKEW: {
    exitCode: 1,
    means: "This machine's clock differs too much from AWS's clock, so AWS refuses the signature.",
    do: 'correct the time (timedatectl set-ntp true) and run again',
  },
  AWS_THROTTLED: {
    exitCode: 1,
    throttled: true,
    means: 'AWS asked to slow down on every try.',
    do: 'wait a minute and run again; `AWS_MAX_ATTEMPTS` raises the number of tries',
  },
  AWS_LIMIT_EXCEEDED: {
    exitCode: 1,
    means: 'A quota of the account is used up.',
    do: 'look at the Secrets Manager quotas of the account in Service Quotas and free or raise them',
  },
  AWS_SERVER_ERROR: {
    exitCode: 1,
    means: 'AWS itself failed.',
    do: 'run again in a minute; health.aws.amazon.com shows known troubles',
  },
  AWS_BAD_ANSWER: {
    exitCode: 1,
    means: 'The answer did not come from AWS: something in between, such as a proxy, answered.',
    do: 'something between this machine and AWS answered: check proxies and `AWS_ENDPOINT_URL`',
  },
  AWS_SETTING_INVALID: {
    exitCode: 2,
    means:
      'A variable or option is not valid: `AWS_MAX_ATTEMPTS` that is no number, an endpoint that is no address, an account that is not twelve digits.',
    do: 'correct the variable or option, or leave it out',
  },
  AWS_REQUEST_REFUSED: {
    exitCode: 1,
    means: 'AWS refuses the request as invalid. Its own words say why.',
    do: 'see the words of AWS; a name of a secret has letters, digits and /_+=.@- only, at most 512 characters',
  },
  AWS_CALL_FAILED: {
    exitCode: 1,
    means: 'AWS answered with an error that this plugin does not know.',
    do: 'look the name up in the reference of the AWS service; with the request id AWS support can find the call',
  },
} as const;
