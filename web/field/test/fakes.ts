import type { CompleteOptions, Completion, Context } from 'foreword';
import { vi } from 'vitest';
import type { FieldAdapter, FieldEvents, FieldKey, TextLayout } from '../src/adapters/adapter.js';
import { Controller, type ControllerOptions } from '../src/controller.js';
import type { Explained } from '../src/explainer.js';
import { defaultKeys } from '../src/keys.js';
import type { Offer } from '../src/offer.js';
import { keyNamed } from './keys.js';
import type { Drawn, View, ViewEvents } from '../src/view/view.js';

/** A field without a document. */
export class FakeField implements FieldAdapter {
  readonly element = {} as HTMLElement;
  before = '';
  after = '';
  hasSelection = false;
  hasFocus = true;
  isWritable = true;
  /** Whether the page takes insertions. */
  takesText = true;
  events: FieldEvents | undefined;

  surroundings() {
    return { before: this.before, after: this.after };
  }

  insert(text: string): boolean {
    if (this.takesText) this.type(text);
    return this.takesText;
  }

  replaceSpace(mark: string): boolean {
    if (!this.takesText || !this.before.endsWith(' ')) return false;
    this.before = this.before.slice(0, -1);
    this.type(mark);
    return true;
  }

  layout(): TextLayout {
    throw new Error('the fake view measures nothing');
  }

  listen(events: FieldEvents): void {
    this.events = events;
  }

  dispose(): void {
    this.events = undefined;
  }

  type(text: string): void {
    this.before += text;
    this.events?.onChange('typed');
  }

  /** Returns whether the key was used. */
  press(key: string, more: Partial<FieldKey> = {}): boolean {
    return this.events?.onKey({ ...keyNamed(key), isComposing: false, ...more }) ?? false;
  }

  focus(hasFocus: boolean): void {
    this.hasFocus = hasFocus;
    this.events?.onFocus(hasFocus);
  }
}

/** A view that only remembers. */
export class FakeView implements View {
  offer: Offer | undefined;
  isOpen = false;
  explained: Explained | undefined;
  isEntered = false;
  said = '';
  drawn: Drawn = { isGhost: true, isList: false };
  /** All that was said, in order, without what cleared it. */
  readonly heard: string[] = [];

  constructor(readonly events: ViewEvents) {}

  enter(): void {
    this.isEntered = true;
  }

  leave(): void {
    this.isEntered = false;
  }

  show(offer: Offer, { isOpen, explained }: Parameters<View['show']>[1]): Drawn {
    this.offer = offer;
    this.isOpen = isOpen;
    this.explained = explained;
    return isOpen ? { ...this.drawn, isList: true } : this.drawn;
  }

  hide(): void {
    this.offer = undefined;
  }

  say(text: string): void {
    this.said = text;
    if (text !== '') this.heard.push(text);
  }

  dispose(): void {
    this.leave();
  }
}

/** A question that a session was asked. */
export interface Question {
  context: Context;
  options: CompleteOptions;
  answer: (completion: Completion) => void;
  fail: (error: unknown) => void;
}

/** A controller with a fake field, view and session; frames and pauses pass with vitest's fake timers. */
export function makeField(options: Partial<ControllerOptions> = {}) {
  const adapter = new FakeField();
  const questions: Question[] = [];
  const views: FakeView[] = [];
  const events = {
    onOffer: vi.fn(),
    onAccept: vi.fn(),
    onCompletion: vi.fn(),
    onError: vi.fn(),
    onPhase: vi.fn(),
  };
  const focus = vi.fn();
  const controller = new Controller({
    adapter,
    session: {
      focus,
      complete: (context, asked = {}) =>
        new Promise((answer, fail) => {
          questions.push({ context, options: asked, answer, fail });
          asked.signal?.addEventListener('abort', () => {
            fail(new DOMException('given up', 'AbortError'));
          });
        }),
    },
    view: (viewEvents) => {
      const made = new FakeView(viewEvents);
      views.push(made);
      return made;
    },
    keys: defaultKeys,
    complete: { drafts: 3, tokens: 8 },
    mayLookAgain: () => false,
    mayAnnounce: () => true,
    composesWords: () => false,
    ...events,
    nextFrame: (run) => {
      const timer = setTimeout(run, 16);
      return () => {
        clearTimeout(timer);
      };
    },
    ...options,
  });
  const [view] = views;
  if (view === undefined) throw new Error('no view was made');
  controller.switch(true);
  return { adapter, controller, view, questions, focus, ...events };
}
