import { make } from '../dom.js';

/** Nothing but the text: everything else goes until the person wants it back. */
export class FocusMode {
  readonly #leave = make('button', 'focus-leave', 'Leave focus mode');

  constructor(private readonly field: HTMLElement) {
    this.#leave.setAttribute('type', 'button');
    this.#leave.addEventListener('click', () => {
      this.leave();
    });
    document.addEventListener('keydown', (event) => {
      // An Escape that dismisses drafts doesn't come here.
      if (event.key === 'Escape' && this.isOn && !event.defaultPrevented && !event.isComposing) this.leave();
    });
  }

  get isOn(): boolean {
    return document.documentElement.dataset['mode'] === 'focus';
  }

  enter(): void {
    document.documentElement.dataset['mode'] = 'focus';
    document.body.append(this.#leave);
    this.field.focus();
  }

  leave(): void {
    delete document.documentElement.dataset['mode'];
    this.#leave.remove();
    this.field.focus();
  }
}
