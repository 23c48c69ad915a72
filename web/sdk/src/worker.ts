import { EngineHost } from './host/host.js';
import { hostHandlers, sessionHandlers } from './transport/handlers.js';
import { serve } from './transport/port.js';

serve(globalThis, (events) => {
  const host = new EngineHost(events);
  return { ...hostHandlers(host), ...sessionHandlers(host) };
});
