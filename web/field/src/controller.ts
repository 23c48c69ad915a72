import type { Completion, Draft } from 'foreword';
import type { FieldAdapter, FieldEvents, FieldKey } from './adapters/adapter.js';
import { Announcer } from './announce.js';
import { type Calm, defaultCalm } from './calm.js';
import { Composition } from './composition.js';
import { type Explain, Explainer } from './explainer.js';
import type { FieldSession } from './fitting.js';
import { Hold } from './hold.js';
import { type Action, type Binding, actionOf } from './keys.js';
import { LastTaken } from './last-taken.js';
import { Lately } from './lately.js';
import { OwnSpace } from './own-space.js';
import { type Offer, type Surroundings, ghostOf } from './offer.js';
import { type Phase, PhaseKeeper } from './phase.js';
import { type QuestionOptions, Questions } from './questions.js';
import { Reach } from './reach.js';
import * as states from './state.js';
import { type Drawn, type View, type ViewEvents, notDrawn } from './view/view.js';
import { nextPiece } from './words.js';

/** What a controller asks of a session. */
export type Asked = Pick<FieldSession, 'complete' | 'focus'>;

export interface ControllerOptions extends Pick<QuestionOptions, 'complete' | 'nextFrame'> {
  adapter: FieldAdapter;
  session: Asked;
  /** Makes the view; it reports what a person does with it. */
  view: (events: ViewEvents) => View;
  keys: readonly Binding[];
  /** When a ghost may appear; {@link defaultCalm} for what is not given. */
  calm?: Partial<Calm>;
  /** Says why a draft is as it is. */
  explain?: Explain | undefined;
  /** Whether all layers of the model are to write again in pauses; others must have written first. */
  mayLookAgain: () => boolean;
  /** Whether screen readers are told of drafts. */
  mayAnnounce: () => boolean;
  /** Whether the device's keyboard composes the words that it types: see {@link Composition}. */
  composesWords: () => boolean;
  onOffer: (offer: Offer | undefined) => void;
  /** A draft was inserted, or a part of one. */
  onAccept: (text: string) => void;
  onCompletion: (completion: Completion) => void;
  onError: (error: unknown) => void;
  onPhase: (phase: Phase) => void;
}

/**
 * Answers after a draft was taken for which the engine looks ahead. For people who take none that is work without a use,
 * and a guess under way delays the next question.
 */
const answersForeseen = 40;

/** Asks for drafts while a person types into one field, has them shown, and inserts what is accepted. */
export class Controller implements FieldEvents {
  readonly phases: PhaseKeeper;
  readonly #view: View;
  readonly #announcer: Announcer;
  readonly #questions: Questions;
  readonly #composition: Composition;
  readonly #hold: Hold;
  readonly #lastTaken = new LastTaken();
  readonly #lately = new Lately();
  readonly #ownSpace = new OwnSpace();
  readonly #reach = new Reach();
  readonly #calm: Calm;
  readonly #explainer: Explainer;
  #state = states.initialState;
  #drawn: Drawn = notDrawn;
  #isOn = false;
  #answersSinceTaken = Infinity;

  constructor(private readonly options: ControllerOptions) {
    this.#calm = { ...defaultCalm, ...options.calm };
    this.phases = new PhaseKeeper(options.onPhase);
    this.#view = options.view({
      onPick: (position) => {
        this.accept(position);
      },
      onPoint: (position) => {
        const { offer } = this.#state;
        const draft = offer?.drafts[position];
        if (offer && draft && this.#explainer.follow(offer, draft)) this.draw();
      },
      onOpen: () => {
        if (!this.#state.isOpen) this.become(states.opened(this.#state));
      },
      onExplain: () => {
        this.explain();
      },
      onDrawn: (drawn) => {
        this.#drawn = drawn;
      },
    });
    this.#announcer = new Announcer((text) => {
      this.#view.say(text);
    }, options.mayAnnounce);
    this.#explainer = new Explainer(options.explain, (found) => {
      this.draw();
      if (found !== undefined) this.#announcer.explained(found);
    });
    this.#composition = new Composition(options.composesWords);
    this.#hold = new Hold(this.phases, () => {
      this.become(states.revealed(this.#state));
      if (this.#state.offer !== undefined) this.#announcer.offer(this.#state.offer);
    });
    this.#questions = new Questions({
      ...options,
      phases: this.phases,
      mayForesee: () => this.#answersSinceTaken < answersForeseen,
      onAnswer: (around, completion) => {
        this.#answersSinceTaken += 1;
        options.onCompletion(completion);
        this.become(states.answered(this.#state, around, completion.drafts, this.#calm));
        if (states.isHeld(this.#state)) this.#hold.start(performance.now());
        this.settle(around, completion.isReduced);
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

  onComposition(text: string, isOver: boolean): void {
    if (isOver) {
      this.#composition.end(text);
      this.onChange('typed');
      return;
    }
    this.#composition.update(text);
    // If it may be continued, the change that follows is treated like any other.
    if (!this.#composition.isOpen(this.options.adapter.surroundings())) this.stop();
  }

  onKey(key: FieldKey): boolean {
    if (key.isComposing) return false;
    const now = performance.now();
    this.#lastTaken.release(key);
    if (this.meetsOwnSpace(key)) return true;
    const action = this.actionOf(key);
    if (action?.kind === 'accept' && key.repeat) return this.#lastTaken.isStill(key, now);
    if (action === undefined || !this.perform(action)) return this.#lastTaken.isStill(key, now);
    if (isTaking(action)) this.#lastTaken.by(key, now);
    return true;
  }

  /** What still fits is kept at once; new drafts are asked for within a frame. */
  onChange(cause: 'typed' | 'moved'): void {
    const { complete } = this.options;
    const around = this.around;
    if (cause === 'typed') this.#hold.typed(performance.now());
    const isOpenToText = this.#isOn && this.isFieldOpen && this.#composition.isOpen(around);
    const { state, isQuiet } = states.changed(this.#state, { ...around, cause, isOpenToText }, this.#calm);
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

  /** Takes a draft by its position; returns whether something was inserted. */
  accept(position: number): boolean {
    return this.insert(this.#state.offer?.drafts[position]?.text ?? '');
  }

  /** As much of the text around the caret as is read. */
  private get around(): Surroundings {
    return this.#reach.of(this.options.adapter.surroundings());
  }

  private get isFieldOpen(): boolean {
    const { adapter } = this.options;
    return adapter.hasFocus && adapter.isWritable && !adapter.hasSelection;
  }

  /** What the key means in front of what is drawn. */
  private actionOf(key: FieldKey): Action | undefined {
    const { offer } = this.#state;
    const { isGhost, isList } = this.#drawn;
    if (offer === undefined || (!isGhost && !isList)) return undefined;
    return actionOf(this.options.keys, key, { text: ghostOf(offer).text, isAtCaret: isGhost });
  }

  /** Returns whether the key was of use; if not, the browser may have it. */
  private perform(action: Action): boolean {
    switch (action.kind) {
      case 'accept':
        return this.insert(this.readGhost());
      case 'accept-word':
        return this.insert(nextPiece(this.readGhost()));
      case 'pick':
        return this.accept(action.position);
      case 'cycle':
        this.become(states.exchanged(this.#state, action.step));
        this.#lately.chosen(this.#state.offer);
        if (this.#state.offer !== undefined) this.#announcer.exchanged(this.#state.offer);
        return true;
      case 'explain':
        return this.explain();
      case 'dismiss':
        this.stop(states.dismissed(this.#state, this.around));
        return true;
    }
  }

  /** What the person means who takes the ghost now. */
  private readGhost(): string {
    const { offer } = this.#state;
    return offer === undefined ? '' : this.#lately.read(offer, performance.now());
  }

  private insert(text: string): boolean {
    const { before, after } = this.options.adapter.surroundings();
    const { offer } = this.#state;
    // A page can set text and caret without a word: what is drawn was made for another place then.
    if (offer?.before !== before || offer.after !== after || !this.isFieldOpen) {
      this.stop();
      return false;
    }
    this.#state = states.taking(this.#state, true);
    const isInserted = text !== '' && this.options.adapter.insert(text);
    if (isInserted) {
      this.#answersSinceTaken = 0;
      this.#ownSpace.inserted(before, text);
      this.#announcer.inserted(before, text);
      this.options.onAccept(text);
    } else {
      this.#state = states.taking(this.#state, false);
    }
    return isInserted;
  }

  /** Whether the key was meant for the space that a draft ended with, and has been dealt with. */
  private meetsOwnSpace(key: FieldKey): boolean {
    const { adapter } = this.options;
    const before = () => (this.isFieldOpen ? adapter.surroundings().before : '');
    switch (this.#ownSpace.meets(key, before)) {
      case 'space':
        return true;
      case 'mark':
        return adapter.replaceSpace?.(key.key) === true;
      default:
        return false;
    }
  }

  /** Begins to say why the ghost is as it is, or ends it. Returns whether there is anything to be seen of it. */
  private explain(): boolean {
    const { offer } = this.#state;
    if (offer === undefined || !this.#explainer.isAble) return false;
    const wasExplained = this.#explainer.explained !== undefined;
    if (wasExplained) this.#explainer.end();
    else this.#explainer.begin(offer, ghostOf(offer));
    this.become(states.opened(this.#state));
    if (!this.#drawn.isList) this.#explainer.end();
    return this.#drawn.isList;
  }

  /**
   * There are drafts for the text as it is: a pause is used to read them out, and to have better ones written, or those
   * that there was no time for.
   */
  private settle(around: Surroundings, isReduced = false): void {
    const { offer, latest } = this.#state;
    if (offer === undefined && latest === undefined) return;
    if (offer !== undefined) this.#announcer.offer(offer);
    if (this.options.mayLookAgain()) this.#questions.lookAgain(around, 'full');
    else if (isReduced) this.#questions.lookAgain(around, this.options.complete.depth);
  }

  private lookedAgain(around: Surroundings, drafts: readonly Draft[]): void {
    const { offer } = this.#state;
    if (this.#drawn.isList || offer === undefined) return;
    this.become(states.lookedAgain(this.#state, around, drafts.slice(0, this.options.complete.drafts)));
    const better = this.#state.offer;
    if (better !== undefined && ghostOf(better) !== ghostOf(offer)) this.#announcer.offer(better);
  }

  private stop(state = states.withdrawn(this.#state)): void {
    this.#questions.cancel();
    this.#hold.end();
    this.become(state);
    this.#announcer.silence();
  }

  private become(state: states.State): void {
    const { offer } = this.#state;
    this.#state = state;
    if (state.offer === undefined || !state.isOpen) this.#explainer.end();
    else if (state.offer !== offer) this.#explainer.follow(state.offer, ghostOf(state.offer));
    this.draw();
    if (state.offer === offer) return;
    this.#lately.note(state.offer, performance.now());
    this.options.onOffer(state.offer);
  }

  private draw(): void {
    const { offer, isOpen } = this.#state;
    if (offer === undefined) {
      this.#view.hide();
      this.#drawn = notDrawn;
    } else {
      this.#drawn = this.#view.show(offer, { isOpen, explained: this.#explainer.explained });
    }
  }
}

/** Whether an action takes a draft, and its key must for a moment do nothing else. */
function isTaking({ kind }: Action): boolean {
  return kind === 'accept' || kind === 'accept-word' || kind === 'pick';
}
