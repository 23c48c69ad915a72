import { ForewordError, type Progress } from 'foreword';
import type { Phase } from 'foreword-field';
import { find, make } from '../dom.js';
import { downloadText } from './download-text.js';
import { bytes, percent } from '../text.js';

/** Loading from storage is quick; a notice that only flashes up is worse than none. */
const showAfterMs = 400;

/** What is done after the bytes have come, in the notice and in the corner. */
const steps = {
  verify: { title: 'Checking what was fetched before', word: 'Checking' },
  unpack: { title: 'Unpacking the language model, this once', word: 'Unpacking' },
  load: { title: 'Starting the language model', word: 'Starting' },
} as const;

/** The notice above the sheet and the word in the corner: what the engine is doing, or why it cannot. */
export class Status {
  readonly #notice = find('.notice', HTMLElement);
  readonly #title = find('.notice-title', HTMLElement);
  readonly #text = find('.notice-text', HTMLElement);
  readonly #bar = find('.notice-bar', HTMLProgressElement);
  readonly #retry = find('.notice-retry', HTMLButtonElement);
  readonly #state = find('.state', HTMLElement);
  readonly #word = find('.state-text', HTMLElement);
  #readyWord = 'Ready';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onRetry: () => void) {
    this.#retry.addEventListener('click', onRetry);
  }

  loading(): void {
    this.say('loading', 'Getting ready');
    this.#retry.hidden = true;
  }

  progress(progress: Progress): void {
    switch (progress.phase) {
      case 'waiting':
        this.#bar.removeAttribute('value');
        this.notice('Another tab is fetching the language model', 'This one goes on when it is there.');
        break;
      case 'download': {
        const { word, title, text } = downloadText(progress);
        this.say('loading', word);
        this.#bar.value = progress.loaded / progress.total;
        this.notice(title, text);
        this.#notice.hidden = false;
        break;
      }
      default: {
        const { phase, loaded, total } = progress;
        const { title, word } = steps[phase];
        this.say('loading', `${word}, ${percent(loaded, total)}`);
        this.#bar.value = total > 0 ? loaded / total : 0;
        this.notice(title, `${bytes(loaded)} of ${bytes(total)}`);
      }
    }
  }

  /** What the text field is doing; nobody sees it, and tests wait for it. */
  phase(phase: Phase): void {
    this.#state.dataset['phase'] = phase;
  }

  ready(): void {
    this.#readyWord = 'Ready, on this device';
    this.working();
  }

  /** Ready, but without the drafting decoder. */
  limited(reason: string): void {
    this.#readyWord = 'Ready, but slower';
    this.working();
    this.notice(
      'Suggestions will take longer',
      `A part of the language model is missing: ${reason}.`,
      'failed',
    );
    this.#notice.hidden = false;
    this.#retry.hidden = false;
  }

  /** The engine has just done something. */
  working(): void {
    this.say('ready', this.#readyWord);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#notice.hidden = true;
  }

  failed(error: unknown): void {
    const { title, text } = explain(error);
    this.say('failed', 'Not running');
    this.notice(title, text, 'failed');
    this.#notice.hidden = false;
    this.#retry.hidden = error instanceof ForewordError && error.code === 'unsupported';
  }

  private say(state: 'loading' | 'ready' | 'failed', word: string): void {
    this.#state.dataset['state'] = state;
    // Nobody wants to listen to every percent.
    this.#state.ariaLive = state === 'loading' ? 'off' : 'polite';
    if (this.#word.textContent === word) return;
    const [, first = word, more = ''] = /^(\w+)(,.*)$/.exec(word) ?? [];
    this.#word.replaceChildren(first, make('span', 'state-more', more));
  }

  private notice(title: string, text: string, kind: 'loading' | 'failed' = 'loading'): void {
    this.#notice.dataset['kind'] = kind;
    this.#notice.setAttribute('role', kind === 'failed' ? 'alert' : 'group');
    this.#bar.hidden = kind === 'failed';
    this.#title.textContent = title;
    this.#text.textContent = text;
    this.#timer ??= setTimeout(() => {
      this.#notice.hidden = false;
    }, showAfterMs);
  }
}

/** What went wrong and what can be done, in words for the person who writes. */
function explain(error: unknown): { title: string; text: string } {
  if (!(error instanceof ForewordError)) return { title: 'Something went wrong', text: String(error) };
  const { code, message, details } = error;
  switch (code) {
    case 'network': {
      const { received, total } = details;
      const kept =
        typeof received === 'number' && typeof total === 'number'
          ? `${bytes(received)} of ${bytes(total)} have arrived and are kept. `
          : '';
      return { title: 'The download stopped', text: `${kept}Check the connection, then try again.` };
    }
    case 'model-corrupt':
      return {
        title: 'The downloaded model is damaged',
        text: 'It was deleted and not used. Trying again downloads it anew.',
      };
    case 'quota-exceeded': {
      const needed = typeof details['expected'] === 'number' ? bytes(details['expected']) : 'The space it';
      return {
        title: 'Not enough room on this device',
        text: `${needed} are needed. Free some space, then try again.`,
      };
    }
    case 'unsupported':
      return {
        title: 'This browser cannot run the language model',
        text: `${sentence(message)} You can still write.`,
      };
    case 'engine-crashed':
      return {
        title: 'The language model stopped',
        text: 'Your text is untouched. Trying again starts it anew.',
      };
    case 'model-missing':
      return { title: 'The language model is not where it should be', text: sentence(message) };
    default:
      return { title: 'Something went wrong', text: sentence(message) };
  }
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
