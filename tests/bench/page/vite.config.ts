import { defaultClientConditions, defineConfig } from 'vite';
import { modelFacts } from '../../../web/app/model-facts.js';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [modelFacts('smollm2-135m-instruct-q4_1')],
  resolve: { conditions: ['foreword-source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2023', assetsInlineLimit: 0, emptyOutDir: true },
});
