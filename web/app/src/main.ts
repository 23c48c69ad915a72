import { showPages } from './shell/pages.js';
import { drawToasts } from './shell/toasts.js';
import { openWritePage } from './write/write.js';

drawToasts();
const write = await openWritePage();
showPages(write);
await write.opened;
performance.mark('foreword-writable');
await write.drafts.load();
