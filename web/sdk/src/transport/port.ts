import { toWire } from '../errors.js';
import { validate } from '../validate.js';
import { type Handlers, handle } from './handlers.js';
import type { Answer } from './answers.js';
import { requestSchema } from './requests.js';
import type { TransportEvents } from './transport.js';

/** The host's end of the conversation: a `DedicatedWorkerGlobalScope` or a `MessagePort`. */
export interface HostPort {
  postMessage(message: Answer): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Answers every request that arrives at `port`. `open` makes the handlers and is told where news go. */
export function serve(port: HostPort, open: (events: TransportEvents) => Handlers): void {
  const handlers = open({
    onBackend: (status) => {
      port.postMessage({ kind: 'backend', status });
    },
  });
  port.addEventListener('message', ({ data }) => {
    const id = idOf(data);
    // A message without an id can't be answered.
    if (id !== undefined) void answer(port, handlers, data, id);
  });
}

/** The `id` of a message that may otherwise be malformed, so that it can be refused. */
function idOf(data: unknown): number | undefined {
  const id = (data as { id?: unknown } | null | undefined)?.id;
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : undefined;
}

async function answer(port: HostPort, handlers: Handlers, data: unknown, id: number): Promise<void> {
  try {
    const request = validate(requestSchema, data, { code: 'bad-message', name: 'message' });
    const value = await handle(handlers, request, (progress) => {
      port.postMessage({ kind: 'progress', id, progress });
    });
    port.postMessage({ kind: 'return', id, value });
  } catch (error) {
    port.postMessage({ kind: 'throw', id, error: toWire(error) });
  }
}
