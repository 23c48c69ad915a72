import { serve } from './transport/host.js';
import { InPageTransport } from './transport/in-page.js';

serve(globalThis, (events) => new InPageTransport(events));
