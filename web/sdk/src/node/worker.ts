import { parentPort, workerData } from 'node:worker_threads';
import { ForewordError } from '../errors.js';
import { EngineHost } from '../host/host.js';
import { realSurroundings } from '../host/surroundings.js';
import { allHandlers } from '../transport/handlers.js';
import { serve } from '../transport/port.js';
import { wasmCore } from '../wasm.js';
import { fetchOrRead } from './fetch.js';
import { FileStore } from './file-store.js';

const port = parentPort;
if (port === null)
  throw new ForewordError('internal', 'this script runs in a thread that foreword/node starts');

const { folder } = workerData as { folder: string };
const store = new FileStore(folder);
const surroundings = {
  ...realSurroundings,
  openCore: wasmCore(fetchOrRead),
  chooseStore: () => store,
  fetch: fetchOrRead,
};

serve(
  {
    postMessage: (message) => {
      port.postMessage(message);
    },
    addEventListener: (_, listener) => {
      port.on('message', (data: unknown) => {
        listener({ data });
      });
    },
  },
  (events) => {
    const host = new EngineHost(events, surroundings);
    return allHandlers(host);
  },
);
