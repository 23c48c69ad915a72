/** Bounds of what crosses between contexts. Whatever is beyond them is refused whole, with the numbers. */
export const limits = {
  /** UTF-16 units of text before the caret; the field reads 4,000 at most. */
  before: 8_000,
  /** UTF-16 units of text after the caret; the field reads 400 at most. */
  after: 2_000,
  /** UTF-16 units of a finished text that may be learned. */
  learned: 20_000,
  /** Sessions that one page's frame may have open. */
  sessions: 8,
  /** Frames that may be connected at once. */
  ports: 400,
  /** Questions under way of one frame. */
  questions: 16,
} as const;

/** Milliseconds of patience. */
export const patience = {
  /** For the first message on a new port. */
  hello: 3_000,
  /** For an answer to a ping. */
  pong: 5_000,
  /** Between two pings while a field has the focus; Firefox ends its event page after 30 s without a message. */
  heartbeat: 20_000,
  /** For drafts, once the model is loaded, before the worker is given up. */
  answer: 15_000,
  /** Before the first and the last attempt to connect again. */
  backoff: [200, 400, 800, 1_600, 5_000],
} as const;

/** Name of the ports between a page's frame and the engine. */
export const fieldPort = 'foreword-field';

/** Name of the ports between our own pages and the engine. */
export const pagePort = 'foreword-page';

/** Where the times of answers are kept, in the storage that the extension's documents share. */
export const timesKey = 'foreword-times';
