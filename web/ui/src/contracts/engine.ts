import type {
  BackendChoice,
  BackendStatus,
  Completion,
  Context,
  Draft,
  PlainCompleteOptions,
  StorageInfo,
} from 'foreword';
import type { TextKind, Why } from './profile-types.js';

/** What the pages ask a session for. */
export interface SessionAccess {
  complete(context: Context, options?: PlainCompleteOptions & { signal?: AbortSignal }): Promise<Completion>;
  /** Why a draft is as it is; absent where there is no profile. */
  why?(context: Context, draft: Draft): Promise<Why>;
  dispose(): void;
}

/** How a session of the pages is opened; see the SDK's `SessionOptions`. */
export interface SessionChoice {
  /** Read before the text, and never shown. */
  prefix?: string | undefined;
  kind?: TextKind | undefined;
  /** Whether the profile is used. */
  personal?: boolean | undefined;
  learns?: boolean | undefined;
}

/**
 * What the pages need of an engine. The SDK's `Engine` is one; an object that sends messages to an engine elsewhere is
 * another.
 */
export interface EngineAccess {
  session(options?: SessionChoice): SessionAccess;
  backend(): Promise<BackendStatus>;
  use(choice: BackendChoice): Promise<unknown>;
  testBackends(): Promise<BackendStatus>;
  storage(): Promise<StorageInfo>;
  forgetModel(): Promise<void>;
}
