import type { Running } from '../../src/host/scheduler.js';
import { FakeError } from './errors.js';

/** Runs named calls one at a time, and ends each when told to. */
export class FakeRunner {
  /** Names of all calls that began, in order. */
  readonly begun: string[] = [];
  /** Names of all calls that were stopped. */
  readonly stopped: string[] = [];
  /** How often a call began while another ran. */
  overlaps = 0;
  /** Calls go on after they were stopped, as on a device that doesn't answer. */
  ignoresStop = false;
  #current: { name: string; resolve: (name: string) => void; reject: (error: Error) => void } | undefined;

  get running(): string | undefined {
    return this.#current?.name;
  }

  begin(name: string): Running<string> {
    if (this.#current !== undefined) this.overlaps += 1;
    this.begun.push(name);
    const answer = new Promise<string>((resolve, reject) => {
      this.#current = { name, resolve, reject };
    });
    const stop = () => {
      this.stopped.push(name);
      if (!this.ignoresStop && this.#current?.name === name) this.fail(new FakeError('cancelled', 'stopped'));
    };
    return { answer, stop };
  }

  /** The running call answers with its name. */
  finish(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.resolve(current.name);
  }

  fail(error: Error): void {
    const current = this.#current;
    this.#current = undefined;
    current?.reject(error);
  }
}
