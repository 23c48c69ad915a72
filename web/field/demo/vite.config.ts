import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({ resolve: { conditions: ['foreword-source', ...defaultClientConditions] } });
