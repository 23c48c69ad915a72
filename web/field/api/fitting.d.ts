import type { CompleteOptions, Completion, Context } from 'foreword';
import type { FieldAdapter } from './adapters/adapter.js';
/** What a field asks of its session; a `Session` of the engine is one. */
export interface FieldSession {
    complete(context: Context, options?: CompleteOptions): PromiseLike<Completion>;
    focus(): void;
    dispose(): void;
}
/** Asks `session`, and leaves out what the field would not take: then there is nothing that a key could fail at. */
export declare function completeFitting(session: FieldSession, adapter: FieldAdapter, ...asked: [Context, CompleteOptions?]): Promise<Completion>;
