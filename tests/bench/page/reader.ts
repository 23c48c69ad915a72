/** What one call cost, measured in the page, and what the engine says of it. */
export interface Reading {
  ms: number;
  /** Tokens read in this call. */
  encoded: number;
  /** Milliseconds by the engine's own clock, without the way to its worker and back. */
  insideMs?: number | undefined;
}

/** A text up to a place where its tokens are the first tokens of the whole. */
export interface Context {
  text: string;
  tokens: Uint32Array;
}

/** An engine that reads a context, for as long as it takes until the distribution of the next token is known. */
export interface Reader {
  load(): Promise<void>;
  /** `cold`: nothing of an earlier call may be reused. */
  read(context: Context, cold: boolean): Promise<Reading>;
  /** Bytes of linear memory, if the engine tells. */
  memoryBytes(): Promise<number | undefined>;
}
