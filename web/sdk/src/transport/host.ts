import { toWire } from '../errors.js';
import type { Answer, Request } from './messages.js';
import { idOf, parseRequest } from './parse.js';
import type { Transport, TransportEvents } from './transport.js';

/** The worker's end of the conversation: a `DedicatedWorkerGlobalScope`, or a `MessagePort` in tests. */
export interface HostPort {
  postMessage(message: Answer, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Answers every request that arrives at `port` with what the transport that `open` makes returns or throws. */
export function serve(port: HostPort, open: (events: TransportEvents) => Transport): void {
  const engine = open({
    onBackend: (status) => {
      port.postMessage({ kind: 'backend', id: 0, status }, []);
    },
  });
  port.addEventListener('message', ({ data }) => {
    const id = idOf(data);
    // Without an id there is nobody to answer.
    if (id === undefined) return;
    void answer(port, engine, data, id);
  });
}

async function answer(port: HostPort, engine: Transport, data: unknown, id: number): Promise<void> {
  try {
    const value = await call(port, engine, parseRequest(data));
    port.postMessage({ kind: 'return', id, value }, buffersOf(value));
  } catch (error) {
    port.postMessage({ kind: 'throw', id, error: toWire(error) }, []);
  }
}

async function call(port: HostPort, engine: Transport, { kind, id, input }: Request): Promise<unknown> {
  switch (kind) {
    case 'load':
      return engine.load(input, (progress) => {
        port.postMessage({ kind: 'progress', id, progress }, []);
      });
    case 'complete':
      return engine.complete(input.text, input.options);
    case 'cancel':
      engine.cancel();
      return null;
    case 'score':
      return engine.score(input);
    case 'tokenize':
      return engine.tokenize(input);
    case 'encode':
      return engine.encode(input);
    case 'memory':
      return engine.memoryBytes();
    case 'backend':
      return engine.backend();
    case 'test-backends':
      return engine.testBackends(input);
  }
}

/** Arrays are moved to the page, not copied. The engine returns fresh ones. */
function buffersOf(value: unknown): Transferable[] {
  const candidates =
    typeof value === 'object' && value !== null ? [value, ...(Object.values(value) as unknown[])] : [];
  return candidates
    .filter((item) => item instanceof Uint32Array || item instanceof Float32Array)
    .map((array) => array.buffer);
}
