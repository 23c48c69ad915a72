import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Tests run from the sources: a fresh clone has built no package yet. Vitest resolves for Node by the
// server's conditions, and for a page by the others.
const conditions = ['foreword-source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, ...defaultServerConditions] } },
  test: {
    include: ['{web/*,extension}/test/**/*.test.{ts,tsx}', 'tests/bench/test/*.test.mjs'],
    environment: 'node',
  },
});
