/** Runs `task` after so many milliseconds, unless the function that is returned is called first. */
export type Timer = (ms: number, task: () => void) => () => void;

export const browserTimer: Timer = (ms, task) => {
  const id = setTimeout(task, ms);
  return () => {
    clearTimeout(id);
  };
};

/** After so long without a byte an estimate of the time left is no longer true, and people are told. */
export const quietMs = 10_000;

/** A connection without a byte for so long is taken for dead: the slowest mobile networks pause for some ten seconds. */
export const stallMs = 30_000;

/** The server has been silent for {@link stallMs}. */
export class Stall extends Error {
  constructor() {
    super(`no byte came for ${stallMs / 1000} seconds`);
  }
}

/** How a silent server is noticed. */
export interface Patience {
  timer: Timer;
  /** It has been silent for {@link quietMs}. */
  onQuiet: () => void;
}

/** Settles as `answer` does. Rejects with a {@link Stall} if it takes too long, and `answer` is then of no account. */
export function orStall<T>({ timer, onQuiet }: Patience, answer: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let stop = timer(quietMs, () => {
      stop = timer(stallMs - quietMs, () => {
        reject(new Stall());
      });
      onQuiet();
    });
    answer
      .finally(() => {
        stop();
      })
      .then(resolve, reject);
  });
}

/**
 * The chunks of a body; throws a {@link Stall} where it falls silent. Not every browser can iterate a stream; all can
 * read one.
 */
export async function* readAll(body: ReadableStream<Uint8Array<ArrayBuffer>>, patience: Patience) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await orStall(patience, reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Ends the connection if the consumer left early. A silent server isn't waited for.
    reader.cancel().catch(() => undefined);
  }
}
