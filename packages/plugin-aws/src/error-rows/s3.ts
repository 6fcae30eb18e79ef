/** Errors of state in a bucket. Most can happen in the middle of a run, so a run that ends with one needs a person. */

export const s3Rows = {
  S3_BUCKET_MISSING: {
    exitCode: 4,
    means: 'The bucket does not exist, or is in another account under a name that is not visible.',
    do: 'check name and account, or make it: the hint of the error has the command',
  },
  S3_DENIED: {
    exitCode: 4,
    means: 'A right on the bucket is missing, or a policy denies it. The message is the one of S3.',
    do: 'add the statements that the hint of the error has to the policy of the deployer; where S3 names an explicit deny or the policy of the bucket, change that',
  },
  S3_WRONG_REGION: {
    exitCode: 4,
    means: 'The bucket is in another Region than the one that was asked.',
    do: 'give its Region in the option `region`',
  },
  S3_BUSY: {
    exitCode: 4,
    means: 'S3 answered every try of a write with a conflict: others write the same object all the time.',
    do: 'run again in a minute; if it stays so, look who else writes under this prefix',
  },
  S3_CONDITIONS_IGNORED: {
    exitCode: 4,
    means:
      'The service behind `AWS_ENDPOINT_URL_S3` carried out a write whose condition did not hold. Two runs would both get the lock there, so nothing is kept there.',
    do: 'nothing that locks can live there: use S3 itself, or a service and version that honours conditional writes',
  },
  S3_FOREIGN_OBJECT: {
    exitCode: 4,
    means: 'An object under the prefix was not written by this store, or was changed by hand.',
    do: 'give the state a prefix that nothing else writes under; if the object was changed by hand, put its previous version back',
  },
  S3_LOG_HOLE: {
    exitCode: 4,
    means: 'A log has lost a part from its middle: a lifecycle rule or a person deleted it.',
    do: 'do not trust this log; look for a lifecycle rule or a person that deleted it, and put it back from the versions of the bucket',
  },
  S3_OPTION_INVALID: {
    exitCode: 2,
    means: '`s3({ … })` got a name that no bucket can have, or a prefix that keys cannot begin with.',
    do: 'correct the option in paintbox.deploy.config.ts',
  },
} as const;
