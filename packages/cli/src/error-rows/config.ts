/** The errors of a config file that could not be loaded. */

export const configRows = {
  CONFIG_NOT_FOUND: {
    exitCode: 2,
    means:
      'No `paintbox.deploy.config.ts` (or `.mts`, `.js`, `.mjs`) in this folder or above it, up to the root of the repository; or the file of `--config` does not exist.',
    do: 'go to the right folder, write a config, or name it with `--config`',
  },
  CONFIG_SYNTAX: {
    exitCode: 2,
    means:
      'The config file, or a file it imports, is not valid TypeScript or JavaScript. The message has file and line.',
    do: 'correct the syntax there',
  },
  CONFIG_IMPORT: {
    exitCode: 2,
    means:
      'An import of the config was not found: a package that is not installed, a wrong path, or a name the module does not export.',
    do: 'install the package, or correct the path (with its `.ts` or `.js`) or the name; for a type write `import type`',
  },
  CONFIG_TYPESCRIPT_ONLY: {
    exitCode: 2,
    means:
      'The config uses TypeScript that Node cannot run by removing the types: an `enum`, a `namespace`, a parameter property.',
    do: 'write it in plain JavaScript, as the hint of the error shows. `erasableSyntaxOnly` in tsconfig.json shows such places in the editor',
  },
  CONFIG_NO_DEFAULT: {
    exitCode: 2,
    means: 'The config file has no default export.',
    do: 'write `export default defineConfig({ … })`',
  },
  CONFIG_THREW: {
    exitCode: 2,
    means: "The config's own code threw while it was read.",
    do: 'correct it at the place named. Every command reads the config, so it should not do any work',
  },
} as const;
