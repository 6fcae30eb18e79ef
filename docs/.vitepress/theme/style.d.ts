/** Vite takes style sheets and components in. */
declare module '*.css';
declare module '*.vue' {
  import type { Theme } from 'vitepress';

  const layout: NonNullable<Theme['Layout']>;
  export default layout;
}
