import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['foreword-source'] },
  test: { include: ['{web/*,extension}/test/**/*.test.{ts,tsx}'], environment: 'node' },
});
