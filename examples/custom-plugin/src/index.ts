export { cdnBefore, cdnNow } from './artifacts.ts';
export type { Served } from './artifacts.ts';
export { lookAtCdn } from './look-at-cdn.ts';
export type { CdnOptions } from './look-at-cdn.ts';
export { switchCdn } from './switch-cdn.ts';
