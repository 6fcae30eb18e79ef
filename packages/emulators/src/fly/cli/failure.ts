/** How a call of the stand-in ends when it does not succeed: printed as `Error: MESSAGE`, as flyctl does it. */
export class FlyctlError extends Error {
  override readonly name: string = 'FlyctlError';
}
