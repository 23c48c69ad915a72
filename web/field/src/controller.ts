import type { Completion, Draft, Session } from 'foreword';
import type { FieldAdapter, FieldEvents, FieldKey } from './adapters/adapter.js';
import { Announcer } from './announce.js';
import { type Action, type Binding, actionOf } from './keys.js';
import { type Offer, type Surroundings, ghostOf } from './offer.js';
import { type Phase, PhaseKeeper } from './phase.js';
import { type QuestionOptions, Questions } from './questions.js';
import * as states from './state.js';
import type { Drawn, View, ViewEvents } from './view/view.js';
import { firstWord } from './words.js';

/** What a controller asks of a session. */
export type Asked = Pick<Session, 'complete' | 'focus'>;

export interface ControllerOptions extends Pick<QuestionOptions, 'complete' | 'nextFrame'> {
  adapter: FieldAdapter;
  session: Asked;
  /** Makes the view; it reports what a person does with it. */
  view: (events: ViewEvents) => View;
  keys: readonly Binding[];
  /** Whether all layers of the model are to write again in pauses; others must have written first. */
  mayLookAgain: () => boolean;
  onOffer: (offer: Offer | undefined) => void;
  onCompletion: (completion: Completion) => void;
  onError: (error: unknown) => void;
  onPhase: (phase: Phase) => void;
}

/** Asks for drafts while a person types into one field, has them shown, and inserts what is accepted. */
export class Controller implements FieldEvents {
  readonly phases: PhaseKeeper;
  readonly #view: View;
  readonly #announcer: Announcer;
  readonly #questions: Questions;
  #state = states.initialState;
  #drawn: Drawn = 'nothing';
  #isOn = false;
  #isComposing = false;
  /** The key that accepted a draft; its repetitions, while it is held, belong to nobody. */
  #heldKey: string | undefined;

  constructor(private readonly options: ControllerOptions) {
    this.phases = new PhaseKeeper(options.onPhase);
    this.#view = options.view({
      onPick: (position) => this.accept(position),
      onOpen: () => {
        if (!this.#state.isOpen) this.become(states.opened(this.#state));
      },
    });
    this.#announcer = new Announcer((text) => {
      this.#view.say(text);
    });
    this.#questions = new Questions({
      ...options,
      phases: this.phases,
      onAnswer: (around, completion) => {
        options.onCompletion(completion);
        this.become(states.answered(this.#state, around, completion.drafts));
        this.settle(around);
      },
      onSecondLook: (around, { drafts }) => {
        this.lookedAgain(around, drafts);
      },
      onError: (error) => {
        this.stop();
        options.onError(error);
      },
    });
    options.adapter.listen(this);
    if (options.adapter.hasFocus) this.onFocus(true);
  }

  /** Drafts are asked for from now on, or no longer. */
  switch(isOn: boolean): void {
    this.#isOn = isOn;
    this.phases.isOn = isOn;
    this.onChange('typed');
  }

  dispose(): void {
    this.options.adapter.dispose();
    this.#isOn = false;
    this.stop();
    this.phases.isOn = false;
    this.#view.dispose();
  }

  onFocus(hasFocus: boolean): void {
    if (hasFocus) {
      this.#view.enter();
      this.options.session.focus();
      this.onChange('moved');
    } else {
      this.stop();
      this.#view.leave();
    }
  }

  onComposition(isComposing: boolean): void {
    this.#isComposing = isComposing;
    if (isComposing) this.stop();
    else this.onChange('typed');
  }

  onKey(key: FieldKey): boolean {
    if (key.isComposing) return false;
    if (key.repeat && key.key === this.#heldKey) return true;
    this.#heldKey = undefined;
    const { offer } = this.#state;
    if (offer === undefined || this.#drawn === 'nothing') return false;
    const action = actionOf(this.options.keys, key, ghostOf(offer).text);
    const isUsed = action !== undefined && this.perform(action);
    if (isUsed && action.kind === 'accept') this.#heldKey = key.key;
    return isUsed;
  }

  /** What still fits is kept at once; new drafts are asked for within a frame. */
  onChange(cause: 'typed' | 'moved'): void {
    const { adapter, complete } = this.options;
    const around = adapter.surroundings();
    const isOpenToText = this.#isOn && !this.#isComposing && this.isFieldOpen;
    const { state, isQuiet } = states.changed(this.#state, { ...around, cause, isOpenToText });
    if (isQuiet) {
      this.stop(state);
      return;
    }
    this.become(state);
    this.#announcer.wait();
    if (states.isAnswered(state, complete.drafts)) {
      this.#questions.cancel();
      this.settle(around);
    } else {
      this.#questions.ask(around);
    }
  }

  private get isFieldOpen(): boolean {
    const { adapter } = this.options;
    return adapter.hasFocus && adapter.isWritable && !adapter.hasSelection;
  }

  /** Returns whether the key was of use; if not, the browser may have it. */
  private perform(action: Action): boolean {
    switch (action.kind) {
      case 'accept':
        return this.accept();
      case 'accept-word':
        return this.#state.offer !== undefined && this.insert(firstWord(ghostOf(this.#state.offer).text));
      case 'pick':
        return this.accept(action.position);
      case 'cycle':
        this.become(states.exchanged(this.#state, action.step));
        if (this.#state.offer !== undefined) this.#announcer.exchanged(this.#state.offer);
        return true;
      case 'dismiss':
        this.stop(states.dismissed(this.#state, this.options.adapter.surroundings()));
        return true;
    }
  }

  private accept(position = this.#state.offer?.chosen ?? 0): boolean {
    const draft = this.#state.offer?.drafts[position];
    return draft !== undefined && this.insert(draft.text);
  }

  private insert(text: string): boolean {
    const isInserted = this.options.adapter.insert(text);
    if (isInserted) this.#announcer.inserted(text);
    return isInserted;
  }

  /** There are drafts for the text as it is: a pause is used to read them out, and to have better ones written. */
  private settle(around: Surroundings): void {
    const { offer } = this.#state;
    if (offer === undefined) return;
    this.#announcer.offer(offer);
    if (this.options.mayLookAgain()) this.#questions.lookAgain(around);
  }

  private lookedAgain(around: Surroundings, drafts: readonly Draft[]): void {
    const { offer } = this.#state;
    if (this.#drawn === 'list' || offer === undefined) return;
    this.become(states.lookedAgain(this.#state, around, drafts));
    const better = this.#state.offer;
    if (better !== undefined && ghostOf(better) !== ghostOf(offer)) this.#announcer.offer(better);
  }

  private stop(state = states.withdrawn(this.#state)): void {
    this.#questions.cancel();
    this.become(state);
    this.#announcer.silence();
  }

  private become(state: states.State): void {
    const { offer } = this.#state;
    this.#state = state;
    if (state.offer === undefined) {
      this.#view.hide();
      this.#drawn = 'nothing';
    } else {
      this.#drawn = this.#view.show(state.offer, { isOpen: state.isOpen });
    }
    if (state.offer !== offer) this.options.onOffer(state.offer);
  }
}
