/** How long things may take, in milliseconds. */
export interface Limits {
  /** A pause that is long enough to do something in. */
  quietMs: number;
  /** Who interrupts again and again is left alone for longer and longer, but for no longer than this. */
  longestQuietMs: number;
  /** An answer of the graphics card may take this long, or longer where keystrokes do. */
  leastAnswerMs: number;
  /** So may a step of its test. Some adapters are slow, and they are to be found slow, not broken. */
  testMs: number;
}

export const defaultLimits: Limits = {
  quietMs: 400,
  longestQuietMs: 10_000,
  leastAnswerMs: 3000,
  testMs: 300_000,
};

/** An answer that takes as many times as long as in the test isn't coming. */
export const patience = 30;

/** Tests that may be begun without one of them ending. */
export const attemptsAllowed = 2;
