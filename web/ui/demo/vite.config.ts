import { defaultClientConditions, defineConfig } from 'vite';

/** Built with the policy of the app, which tests check. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    outDir: 'dist',
    emptyOutDir: true,
  },
});
