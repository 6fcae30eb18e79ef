/** Vite takes style sheets and components in. */
declare module '*.css';
declare module '*.vue' {
  const component: NonNullable<import('vitepress').Theme['Layout']>;
  export default component;
}
