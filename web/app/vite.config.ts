import { type Plugin, defaultClientConditions, defineConfig } from 'vite';
import { earlyWorker } from './build/early-worker.js';
import { modelFacts } from './build/model-facts.js';
import { precache } from './build/precache.js';
import { scriptBudget } from './build/script-budget.js';

const csp =
  "default-src 'self'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
  "style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/** The policy also stands in the page itself, for servers that send no such header. Not in development: Vite injects. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: csp },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * Names the files of a WASM build after its folder: each build has the same two, and whoever looks at a list of requests
 * wants to know which they are.
 */
function named({ originalFileNames, facadeModuleId }: Partial<FileFacts>): string {
  const path = facadeModuleId ?? originalFileNames?.[0] ?? '';
  const flavour = /\/generated\/([^/]+)\//.exec(path)?.[1];
  return flavour === undefined ? '[name]-[hash]' : `[name]-${flavour}-[hash]`;
}

interface FileFacts {
  /** Of what is copied. */
  originalFileNames: string[];
  /** Of what is bundled. */
  facadeModuleId: string | null;
}

export default defineConfig({
  plugins: [
    modelFacts({ isPacked: true, folder: 'models/' }),
    contentSecurityPolicy(),
    // What follows reads the page that this changes.
    earlyWorker(),
    scriptBudget(),
    precache(),
  ],
  // Beneath any folder of a host.
  base: './',
  resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        assetFileNames: (file) => `assets/${named(file)}[extname]`,
        chunkFileNames: (file) => `assets/${named(file)}.js`,
      },
    },
  },
  // Inlined assets would be `data:` URLs, which the policy forbids to fetch.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
