import type { Gpu } from '../../src/backend/adapter.js';

/** Milliseconds of a keystroke on every fake processor. */
export const cpuKeystrokeMs = 30;

/** What a probe of a fake engine finds. */
export interface FakeProbe {
  keystrokeMs: number;
  apart: number;
  isHopeless: boolean;
}

/** Where a graphics card may fail. */
type Stage = 'open' | 'warm-up' | 'probe' | 'complete';

/** The graphics card of a test, and how it misbehaves. */
export class FakeCard {
  device = '';
  /** How many threads the processor finds best; 0 where it can have one only. */
  bestThreads = 0;
  keystrokeMs = 10;
  /** By how much its log-probabilities are off. */
  apart = 0;
  /** How long a probe of any engine takes. */
  probeMs = 2;
  /** What is thrown at a stage; `hang` for no answer at all. */
  readonly failures = new Map<Stage, Error | 'hang'>();
  /** Stages that were reached. */
  readonly seen: Stage[] = [];
  onPush = (): void => undefined;

  async at(stage: Stage): Promise<void> {
    this.seen.push(stage);
    const failure = this.failures.get(stage);
    if (failure === 'hang') return new Promise(() => undefined);
    if (failure !== undefined) throw failure;
    return Promise.resolve();
  }
}

/** `navigator.gpu` with an adapter of this description, or with none. */
export function fakeGpu(info: Record<string, string> | null): Gpu {
  return { requestAdapter: () => Promise.resolve(info && { info }) };
}
