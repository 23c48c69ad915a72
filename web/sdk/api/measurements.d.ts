import type { Engine } from './engine.js';
import type { Encoded } from './types.js';
/** Per-token log-probabilities of a text. */
export interface Scores {
    logProbs: Float32Array;
    top: Uint32Array;
}
/** Memory of an engine's sessions. */
export interface SessionMemory {
    /** Bytes of all caches. */
    bytes: number;
    /** Open sessions. */
    sessions: number;
    /** Sessions that have a cache. */
    cached: number;
}
/** Work of a GPU. */
export interface Counters {
    dispatches: number;
    submissions: number;
    readBacks: number;
    readBackBytes: number;
    weightBytes: number;
    pipelines: number;
    /** Milliseconds that this thread spent on it. */
    hostMs: number;
}
/** An engine with functions for measurements, each of which loads the engine first and waits for its turn. */
export interface MeasuringEngine extends Engine {
    /** Log-probabilities of `tokens`: `logProbs[i]` is that of `tokens[i + 1]`, natural log. */
    score(tokens: Uint32Array): Promise<Scores>;
    /** Token ids of `text`. */
    tokenize(text: string): Promise<Uint32Array>;
    /** Reads `tokens` as a context of its own. */
    encode(tokens: Uint32Array): Promise<Encoded>;
    /** Bytes of the linear memory of the engine on the processor. */
    memoryBytes(): Promise<number>;
    /** Work of the graphics card since the last call of this function; `undefined` on the processor. */
    counters(): Promise<Counters | undefined>;
    /** Memory of all sessions. */
    sessionMemory(): Promise<SessionMemory>;
}
