import type { BackendStatus, Completion, EngineInfo } from 'foreword';
import { Calm } from './calm.js';
import { find } from '../dom.js';

/** Figures for developers in the page's foot: only under `?gauge`, since they change with every key. */
export class Gauge {
  readonly #element = find('.facts', HTMLElement);
  readonly #calm = new Calm();
  #length = 0;

  /** @param field - The text, whose letters are counted. */
  constructor(isWanted: boolean, field: HTMLTextAreaElement) {
    this.#element.hidden = !isWanted;
    this.#length = field.textLength;
    field.addEventListener('input', () => {
      this.#calm.wrote(field.textLength - this.#length);
      this.#length = field.textLength;
    });
  }

  ready({ flavour, loadMs }: EngineInfo): void {
    this.#element.textContent = `Ready in ${Math.round(loadMs)} ms · ${flavour}`;
  }

  offers(isShown: boolean): void {
    this.#calm.shows(isShown);
  }

  answered({ timingMs, tokens }: Completion, backend: BackendStatus | undefined): void {
    const wrote = `wrote ${ms(timingMs.decode)} · verified ${ms(timingMs.verify)}`;
    const reused = `${tokens.reused} of ${tokens.reused + tokens.encoded} tokens reused`;
    const { appearances, disappearances } = this.#calm.per100 ?? { appearances: 0, disappearances: 0 };
    const calm = `${appearances.toFixed(1)} in, ${disappearances.toFixed(1)} out of 100 letters`;
    const threads = backend?.threads === undefined ? '' : `, ${backend.threads} threads`;
    const where =
      backend === undefined
        ? ''
        : ` · ${backend.used === 'webgpu' ? 'graphics card' : `processor${threads}`}`;
    this.#element.textContent = `Read ${ms(timingMs.encode)} · ${wrote} · ${reused} · ${calm}${where}`;
  }
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
