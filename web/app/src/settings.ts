import type { BackendChoice, BackendStatus } from 'foreword';
import type { Choices } from './drafts/choices.js';
import { find } from './dom.js';
import { fixedText, testedText, whereText } from './drafts/where.js';

export interface SettingsOptions {
  choices: Choices;
  /** What this visit's address says of where it runs, so that there is nothing to choose. */
  fixed: BackendChoice | undefined;
  onChange(choices: Choices): void;
  /** Tests the graphics card again; the outcome comes as a status. */
  onTest(): Promise<unknown>;
}

/** The dialog with what can be chosen, and what it leads to on this device. */
export class Settings {
  readonly #dialog = find('.settings', HTMLDialogElement);
  readonly #where = find('.where', HTMLElement);
  readonly #tested = find('.where-tested', HTMLElement);
  readonly #again = find('.where-again', HTMLButtonElement);
  #choices: Choices;
  #status: BackendStatus | undefined;
  #isTesting = false;

  constructor(private readonly options: SettingsOptions) {
    this.#choices = options.choices;
    find('.settings-close', HTMLButtonElement).addEventListener('click', () => {
      this.#dialog.close();
    });
    this.#dialog.addEventListener('click', ({ target }) => {
      // What isn't covered by the dialog's content is its backdrop.
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#again.addEventListener('click', () => void this.test());
    this.offer();
  }

  /** Shows where it runs now. */
  show(status: BackendStatus): void {
    this.#status = status;
    const text = whereText(status);
    // Said once, not at every keystroke.
    if (this.#where.textContent !== text) this.#where.textContent = text;
    this.#where.title = status.message ?? '';
    this.#where.dataset['used'] = status.used;
    this.#tested.textContent = testedText(status);
    this.update();
  }

  private offer(): void {
    const { fixed } = this.options;
    const note = find('.where-fixed', HTMLElement);
    note.hidden = fixed === undefined;
    note.textContent = fixed === undefined ? '' : fixedText(fixed);
    for (const value of ['auto', 'cpu'] as const) {
      const radio = find(`input[name=backend][value=${value}]`, HTMLInputElement);
      radio.checked = (fixed ?? this.#choices.backend) === value;
      radio.disabled = fixed !== undefined;
      radio.addEventListener('change', () => {
        this.change({ backend: value });
      });
    }
    this.offerSwitch('looks-again', 'looksAgain');
    this.offerSwitch('announces', 'announces');
    this.update();
  }

  private offerSwitch(name: string, choice: 'looksAgain' | 'announces'): void {
    const box = find(`input[name=${name}]`, HTMLInputElement);
    box.checked = this.#choices[choice];
    box.addEventListener('change', () => {
      this.change({ [choice]: box.checked });
    });
  }

  private change(changed: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...changed };
    this.options.onChange(this.#choices);
    this.update();
  }

  private async test(): Promise<void> {
    if (this.isTesting) return;
    this.#isTesting = true;
    this.update();
    try {
      await this.options.onTest();
    } catch {
      // The status says what came of it, and the notice if nothing runs any more.
    }
    this.#isTesting = false;
    this.update();
  }

  private update(): void {
    const { isTesting } = this;
    // A disabled button would lose the focus to the page behind the dialog.
    this.#again.setAttribute('aria-disabled', String(isTesting));
    this.#again.textContent = isTesting ? 'Testing…' : 'Test again';
    this.#again.hidden =
      this.#status === undefined || this.isProcessorOnly || this.#status.reason === 'no-webgpu';
  }

  private get isTesting(): boolean {
    return this.#isTesting || this.#status?.reason === 'testing';
  }

  private get isProcessorOnly(): boolean {
    return (this.options.fixed ?? this.#choices.backend) === 'cpu';
  }
}
