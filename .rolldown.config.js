import { defineConfig } from 'rolldown';

/** Modules that are loaded together: reading and linking many files takes most of a start. */
const GROUPS = [
  { name: 'version', test: /src\/version/ },
  {
    name: 'start',
    test: /src\/(?:model\/|knowledge\/(?!nearest|troubleshooter|plan-words|folder-names)|batch\/input-error|run\/options|reports\/(?:groups|text\/(?:palette|plain|fold))|cli\/(?!complaint|usage-examples|settings|formats|progress|run-journal|journal-settings|duration|byte-size|hyperlinks|time-limit|own-files|report-output|question|completion\/|commands\/(?:check|explain|split|fix|report|demo|completion)))/,
  },
  {
    name: 'explain',
    test: /src\/(?:knowledge\/troubleshooter|reports\/text\/explanation|cli\/commands\/explain(?!-(?:walk|report|source)))/,
  },
  {
    name: 'csv',
    test: /src\/(?:batch|plan|checks\/(?:csv|sign-in)|run\/(?:run|csv|collect|rows|selection|stage-log|tellable))/,
  },
];

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  // Dependencies stay packages of their own: who installs the program can audit and patch them.
  external: /^[^./]/,
  output: {
    dir: 'dist',
    // What an earlier build left would go into the package.
    cleanDir: true,
    format: 'esm',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: GROUPS },
  },
});
