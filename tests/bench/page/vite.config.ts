import { defaultClientConditions, defineConfig } from 'vite';
import { modelFacts } from '../../../web/app/model-facts.js';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [modelFacts({ isPacked: false })],
  resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2023', assetsInlineLimit: 0, emptyOutDir: true },
});
