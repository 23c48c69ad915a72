import { EngineHost } from './host/host.js';
import { allHandlers } from './transport/handlers.js';
import { serve } from './transport/port.js';
import { help } from './wasm.js';

serve(globalThis, (events) => {
  const host = new EngineHost(events);
  // A page may say so before it knows what to load, and a worker knows its name before messages come.
  if ((globalThis as { name?: unknown }).name === 'prepare') host.prepare();
  return allHandlers(host);
});
// The engine starts more workers with this script, which help it; see `crates/wasm/src/threads`.
addEventListener('message', ({ data }: MessageEvent<unknown>) => void help(data));
