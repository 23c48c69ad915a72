import type { BackendChoice } from 'foreword';

/** What a person has chosen about the page, and keeps. */
export interface Choices {
  /** Wherever it is faster, or the processor alone. */
  backend: 'auto' | 'cpu';
  /** Whether pauses are used to have all layers write again. */
  looksAgain: boolean;
  /** Whether screen readers are told of suggestions. */
  announces: boolean;
}

const key = 'foreword-choices';

/** The part of `localStorage` that is used. */
export type ChoiceStore = Pick<Storage, 'getItem' | 'setItem'>;

/** `localStorage`, where the browser allows it. */
export function browserStore(): ChoiceStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** What was chosen before; the default for everything that can't be read. */
export function readChoices(store: ChoiceStore | undefined): Choices {
  let stored: unknown;
  try {
    stored = JSON.parse(store?.getItem(key) ?? '');
  } catch {
    stored = undefined;
  }
  const { backend, looksAgain, announces } = (
    typeof stored === 'object' && stored !== null ? stored : {}
  ) as Record<string, unknown>;
  return {
    backend: backend === 'cpu' ? 'cpu' : 'auto',
    looksAgain: looksAgain !== false,
    announces: announces !== false,
  };
}

/** Keeps them; where nothing can be kept they hold until the page is closed. */
export function writeChoices(store: ChoiceStore | undefined, choices: Choices): void {
  try {
    store?.setItem(key, JSON.stringify(choices));
  } catch {
    // Storage is full or forbidden; the choice is in effect all the same.
  }
}

/** `?backend=webgpu` and the like, for measurements: it holds for this visit and goes before what was chosen. */
export function backendOfAddress(search: string): BackendChoice | undefined {
  const asked = new URLSearchParams(search).get('backend');
  return asked === 'auto' || asked === 'cpu' || asked === 'webgpu' ? asked : undefined;
}
