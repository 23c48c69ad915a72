/** How long things may take, in milliseconds. */
export interface Limits {
  /** A pause that is long enough for work in the background. */
  quietMs: number;
  /** Upper bound of the pause that is waited for. It doubles with every interruption of a test. */
  longestQuietMs: number;
  /** Lower bound of the timeout for an answer of the graphics card; see {@link timeoutFactor}. */
  leastAnswerMs: number;
  /** Timeout for a step of the test. It is long, so that a slow adapter is found slow and not broken. */
  testMs: number;
}

export const defaultLimits: Limits = {
  quietMs: 400,
  longestQuietMs: 10_000,
  leastAnswerMs: 3000,
  testMs: 300_000,
};

/** Timeout for an answer of the graphics card, as a multiple of its keystroke in the test. */
export const timeoutFactor = 30;

/** Tests that may be begun without one of them ending. */
export const attemptsAllowed = 2;
