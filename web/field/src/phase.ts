/**
 * What a field is doing: `"off"` (paused by its owner), `"idle"`, `"asking"` (drafts for the text as it is are on their
 * way), or `"pausing"` (the pause in typing is measured, or used to show drafts that were held or to have all layers write
 * again).
 */
export type Phase = 'off' | 'idle' | 'asking' | 'pausing';

/** Keeps the phase and tells of its changes. */
export class PhaseKeeper {
  #isOn = false;
  #isAsking = false;
  #isPausing = false;
  #isHolding = false;
  #told: Phase = 'off';
  #waiting: (() => void)[] = [];

  constructor(private readonly onPhase: (phase: Phase) => void) {}

  get phase(): Phase {
    if (!this.#isOn) return 'off';
    if (this.#isAsking) return 'asking';
    return this.#isPausing || this.#isHolding ? 'pausing' : 'idle';
  }

  set isOn(value: boolean) {
    this.#isOn = value;
    this.tell();
  }

  set isAsking(value: boolean) {
    this.#isAsking = value;
    this.tell();
  }

  set isPausing(value: boolean) {
    this.#isPausing = value;
    this.tell();
  }

  set isHolding(value: boolean) {
    this.#isHolding = value;
    this.tell();
  }

  /** Resolves once nothing is asked or planned. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  private get isIdle(): boolean {
    return this.phase === 'idle' || this.phase === 'off';
  }

  private tell(): void {
    const { phase } = this;
    if (phase === this.#told) return;
    this.#told = phase;
    this.onPhase(phase);
    if (!this.isIdle) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
