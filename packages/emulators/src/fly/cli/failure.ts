/** How a flyctl call ends when it does not succeed. */

/** Printed as `Error: <message>`; the exit code is 1 unless told otherwise. */
export class FlyctlError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'FlyctlError';
    this.exitCode = exitCode;
  }
}

/** An answer of the API that is not a success. */
export class ApiError extends FlyctlError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}
