import { join } from 'node:path';
import { defaultClientConditions, defineConfig } from 'vite';
import { modelFacts } from '../../../web/app/build/model-facts.js';

const pages = ['index.html', 'gpu.html'];

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [modelFacts({ isPacked: false, folder: '/models/' })],
  resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    emptyOutDir: true,
    rolldownOptions: { input: pages.map((page) => join(import.meta.dirname, page)) },
  },
});
