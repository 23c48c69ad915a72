import type { ShowPage } from './page.js';
import { Help } from './help.js';
import { drawn } from './shown.js';

/** The sheet with all keys over the page to write on. */
export const show: ShowPage = (box, { settings }) => drawn(box, <Help settings={settings} isOpenFirst />);
