import type { Draft, TextKind, Why } from 'foreword';

/** A draft with what stands behind it. */
export interface ExplainedDraft {
  draft: Draft;
  why: Why;
}

/** What would be offered behind a text, and why. Rejects with the signal's reason. */
export type Explain = (
  before: string,
  options: { kind: TextKind; signal?: AbortSignal | undefined },
) => Promise<ExplainedDraft[]>;
