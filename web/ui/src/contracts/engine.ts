import type { Completion, Context, Draft, Engine, PlainCompleteOptions, SessionOptions, Why } from 'foreword';

/** What the pages ask a session for. The SDK's `EngineSession` is one. */
export interface SessionAccess {
  complete(
    context: Context,
    options?: PlainCompleteOptions & { signal?: AbortSignal | undefined },
  ): Promise<Completion>;
  /** Why a draft is as it is; absent where there is no profile. */
  why?(context: Context, draft: Draft): Promise<Why>;
  dispose(): void;
}

/**
 * What the pages need of an engine. The SDK's `Engine` is one; an object that sends messages to an engine elsewhere is
 * another.
 */
export interface EngineAccess extends Pick<
  Engine,
  'backend' | 'use' | 'testBackends' | 'storage' | 'forgetModel'
> {
  session(options?: SessionOptions): SessionAccess;
}
