import { fileURLToPath } from 'node:url';
import { createServer, defaultServerConditions } from 'vite';

/** Loads the field's own code, as it stands in `web/field/src`, into this process. */
export async function loadField() {
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, watch: null },
    appType: 'custom',
    // Only modules of the field are asked for, and they need nothing else.
    optimizeDeps: { noDiscovery: true },
    resolve: { conditions: ['foreword-source', ...defaultServerConditions] },
    ssr: { resolve: { conditions: ['foreword-source', ...defaultServerConditions] } },
  });
  const { Controller } = await server.ssrLoadModule('/web/field/src/controller.ts');
  const { defaultKeys } = await server.ssrLoadModule('/web/field/src/keys.ts');
  const { ghostOf } = await server.ssrLoadModule('/web/field/src/offer.ts');
  return { Controller, defaultKeys, ghostOf, close: () => server.close() };
}
