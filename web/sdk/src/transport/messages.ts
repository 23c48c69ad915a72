import type { BackendChoice, BackendStatus } from '../backend/status.js';
import type { CoreOptions, Encoded, Scores } from '../core.js';
import type { Completion, EngineInfo, Progress } from '../old-engine.js';
import type { WireError } from '../errors.js';
import type { LoadOptions } from './transport.js';

/** The calls a worker answers: what goes in and what comes out. */
export interface Calls {
  load: { in: LoadOptions; out: EngineInfo };
  complete: { in: { text: string; options: CoreOptions }; out: Completion };
  cancel: { in: null; out: null };
  score: { in: Uint32Array; out: Scores };
  tokenize: { in: string; out: Uint32Array };
  encode: { in: Uint32Array; out: Encoded };
  memory: { in: null; out: number };
  backend: { in: null; out: BackendStatus };
  'test-backends': { in: BackendChoice; out: BackendStatus };
}

export type CallKind = keyof Calls;

/** From the page to the worker. `id` is unique among the calls of one page. */
export type Request = { [K in CallKind]: { kind: K; id: number; input: Calls[K]['in'] } }[CallKind];

/** From the worker to the page. Every request is answered by one `return` or one `throw` of its `id`. */
export type Answer =
  | { kind: 'return'; id: number; value: unknown }
  | { kind: 'throw'; id: number; error: WireError }
  /** News about a running `load`. */
  | { kind: 'progress'; id: number; progress: Progress }
  /** News that nobody asked for. No request has this `id`. */
  | { kind: 'backend'; id: 0; status: BackendStatus };
