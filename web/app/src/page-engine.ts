import type { Session } from 'foreword';

/** What the page asks of its engine. */
export type Asking = Pick<Session, 'complete'>;
