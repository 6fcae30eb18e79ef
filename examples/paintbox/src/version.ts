/** The version of the app as people speak of it; the build id says which release of it answers. */
export const version: string = '1.0.0';
