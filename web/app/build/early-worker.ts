import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Tells `boot.js` where the engine's worker is, in `index.html`, so that it can start it before all other scripts. */
export function earlyWorker(): Plugin {
  let folder = '';
  return {
    name: 'early-worker',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => {
      folder = join(root, outDir);
    },
    closeBundle() {
      const workers = readdirSync(join(folder, 'assets')).filter((name) => /^worker-.*\.js$/.test(name));
      const page = join(folder, 'index.html');
      const text = readFileSync(page, 'utf8');
      const boot = '<script src="./boot.js"';
      const [worker, ...others] = workers;
      if (worker === undefined || others.length > 0 || !text.includes(boot)) {
        throw new Error(`${folder} has ${workers.length} workers of the engine instead of 1, or no boot.js`);
      }
      writeFileSync(page, text.replace(boot, `${boot} data-worker="./assets/${worker}"`));
    },
  };
}
