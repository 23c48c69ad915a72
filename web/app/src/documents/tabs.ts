import { Notices } from './notices.js';

/** The one channel of this tab to the others. */
export const tabs = new Notices();
