import { EngineHost } from './host/host.js';
import { allHandlers } from './transport/handlers.js';
import { serve } from './transport/port.js';

serve(globalThis, (events) => {
  const host = new EngineHost(events);
  return allHandlers(host);
});
