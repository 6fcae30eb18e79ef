/** The problem with one option, as a list of at most one sentence. */

/** For a count. */
export function whole(name: string, value: number): readonly string[] {
  return Number.isSafeInteger(value) && value > 0
    ? []
    : [`${name} is ${value}, which is not a whole number above 0`];
}

/** For a time or a limit that may be zero. */
export function atLeastZero(name: string, value: number): readonly string[] {
  return Number.isFinite(value) && value >= 0 ? [] : [`${name} is ${value}, which is not 0 or more`];
}

/** For a share between 0 and 1. */
export function share(name: string, value: number): readonly string[] {
  return value > 0 && value <= 1 ? [] : [`${name} is ${value}, which is not above 0 and at most 1`];
}

/** For a path of the app. */
export function path(name: string, value: string): readonly string[] {
  return value.startsWith('/') && !value.startsWith('//')
    ? []
    : [`${name} is '${value}', which is not a path that starts with /`];
}

/** For the name of a header (RFC 9110 §5.6.2). */
export function header(name: string, value: string): readonly string[] {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(value) ? [] : [`${name} is '${value}', which is not a header name`];
}
