import type { StoredValue } from '../storage/index.js';
import type { Settings } from './settings.js';
import { settingsFrom } from './validate.js';

/** The settings as they are now, kept as they change, and followed where another tab changes them. */
export class SettingsKeeper {
  readonly #listeners = new Set<(settings: Settings) => void>();
  readonly #unwatch: () => void;
  #current: Settings;

  private constructor(
    private readonly stored: StoredValue,
    current: Settings,
  ) {
    this.#current = current;
    this.#unwatch = stored.watch((value) => {
      this.set(settingsFrom(value));
    });
  }

  static async open(stored: StoredValue): Promise<SettingsKeeper> {
    return new SettingsKeeper(stored, settingsFrom(await stored.read()));
  }

  get current(): Settings {
    return this.#current;
  }

  /**
   * Changes some. They hold at once; the promise says whether they are kept. One that rejects, since there is no room or
   * storage is forbidden, changes nothing of that: they hold until the page is closed.
   */
  change(changes: Partial<Settings>): Promise<void> {
    this.set(settingsFrom({ ...this.#current, ...changes }));
    return this.stored.write(this.#current);
  }

  /** Calls `listener` after every change, here or in another tab. Returns what ends that. */
  subscribe(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#unwatch();
    this.#listeners.clear();
  }

  private set(settings: Settings): void {
    this.#current = settings;
    for (const listener of this.#listeners) listener(settings);
  }
}
