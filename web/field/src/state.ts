import type { Draft } from 'foreword';
import {
  type Calm,
  type Interest,
  declined,
  interestAfter,
  interested,
  isWanted,
  mayAppear,
} from './calm.js';
import {
  type Offer,
  type Surroundings,
  cycled,
  fateOf,
  improved,
  isEnough,
  joined,
  offerOf,
  renewed,
  typedOn,
} from './offer.js';
import { beforeWord, endsLine, mayOffer } from './words.js';

/** What a field shows, and what has happened to it since the text last changed. A value: every change makes a new one. */
export interface State {
  readonly offer: Offer | undefined;
  /**
   * The engine's latest answer for the same text, as far as it is not shown: it is used with the next key. What is
   * there may not change while a person reads, and what may not appear between two keys waits for a rest.
   */
  readonly latest: Offer | undefined;
  /** All drafts are to be listed, not just the ghost shown. */
  readonly isOpen: boolean;
  /** How often the ghost was exchanged for another draft. */
  readonly cycles: number;
  /** The text before the word in which drafts were dismissed; nothing is shown until another word begins. */
  readonly dismissed: string | undefined;
  /** Whether the person wants ghosts between two keys. */
  readonly interest: Interest;
  /** The next change of the text is a draft that the person takes. */
  readonly isTaking: boolean;
}

/** Nothing is shown and nothing was dismissed. */
export const initialState: State = {
  offer: undefined,
  latest: undefined,
  isOpen: false,
  cycles: 0,
  dismissed: undefined,
  interest: interested,
  isTaking: false,
};

/** A field at the moment in which its text, its caret or its focus changed. */
export interface Situation extends Surroundings {
  /** The text changed, or only the caret or the focus. */
  readonly cause: 'typed' | 'moved';
  /** The field has the focus, can be written to, nothing is selected, and no composition is under way. */
  readonly isOpenToText: boolean;
}

/** Characters of the text that tell one word from another for {@link State.dismissed}: windows of a text may differ. */
const remembered = 400;

const placeOfWord = (before: string) => beforeWord(before).slice(-remembered);

/** What is left to show after a change; `isQuiet` if nothing may be shown and the engine need not be asked. */
export function changed(state: State, now: Situation, calm: Calm): { state: State; isQuiet: boolean } {
  const { before, after, cause, isOpenToText } = now;
  // A caret that only moves through a line is reading, not writing.
  if (!isOpenToText || !mayOffer(before, after) || (cause === 'moved' && !endsLine(after))) {
    return { state: withdrawn(state), isQuiet: true };
  }
  if (state.dismissed === placeOfWord(before)) return { state: withdrawn(state), isQuiet: true };
  return { state: typed(state, { before, after }, calm), isQuiet: false };
}

/** What still fits stays; what was only waiting may appear, now that a letter has proven it. */
function typed(state: State, here: Surroundings, calm: Calm): State {
  const left = state.offer && typedOn(state.offer, here);
  const latest = state.latest && typedOn(state.latest, here);
  // Nothing was typed, so that nothing is proven by what still fits.
  if ((state.offer ?? state.latest)?.before === here.before) {
    return { ...initialState, offer: left, latest, interest: state.interest };
  }
  if (state.offer === undefined) {
    const next = { ...initialState, interest: state.interest };
    return latest !== undefined && mayAppear(latest, next.interest, calm)
      ? { ...next, offer: latest }
      : { ...next, latest };
  }
  const { fate, typed: letters } = fateOf(state.offer, here);
  const interest = state.isTaking ? interested : interestAfter(state.interest, fate, letters, calm);
  const next = { ...initialState, interest };
  if (fate === 'fits' && left !== undefined) return { ...next, offer: renewed(left, latest) };
  // Others foresaw what was typed, where the ghost did not or has come to its end.
  const others = latest ?? left;
  return isWanted(interest, calm) ? { ...next, offer: others } : { ...next, latest: others };
}

/** Whether what is left after typing makes a new question unnecessary. */
export function isAnswered(state: State, wanted: number): boolean {
  return isEnough(state.offer, wanted);
}

/** The engine answered for the text `around` the caret. What may not appear yet waits to be {@link revealed}. */
export function answered(state: State, around: Surroundings, drafts: readonly Draft[], calm: Calm): State {
  const fresh = offerOf(around, drafts);
  if (state.offer !== undefined) return { ...state, offer: joined(state.offer, fresh), latest: fresh };
  return fresh !== undefined && mayAppear(fresh, state.interest, calm)
    ? { ...state, offer: fresh, latest: undefined }
    : { ...state, latest: fresh };
}

/** Whether drafts wait to be {@link revealed}. */
export function isHeld(state: State): boolean {
  return state.offer === undefined && state.latest !== undefined;
}

/** The person rests: what was waiting is shown. */
export function revealed(state: State): State {
  return isHeld(state) ? { ...state, offer: state.latest, latest: undefined } : state;
}

/**
 * All layers of the model wrote again in a pause. Drafts that are listed, or that a person has begun to look through,
 * stay where they are.
 */
export function lookedAgain(state: State, around: Surroundings, better: readonly Draft[]): State {
  const { offer, isOpen, cycles } = state;
  if (offer?.before !== around.before || offer.after !== around.after || isOpen || cycles > 0) return state;
  return { ...state, offer: improved(offer, better) };
}

/** Another draft becomes the ghost. The second time in a row all drafts are listed. */
export function exchanged(state: State, step: 1 | -1): State {
  if (state.offer === undefined) return state;
  const cycles = state.cycles + 1;
  return { ...state, offer: cycled(state.offer, step), cycles, isOpen: state.isOpen || cycles > 1 };
}

/** All drafts are listed. */
export function opened(state: State): State {
  return state.offer === undefined ? state : { ...state, isOpen: true };
}

/** A draft, or a part of it, is about to be inserted, or could not be. */
export function taking(state: State, isTaking: boolean): State {
  return { ...state, isTaking };
}

/** Nothing is shown any more, until the next word begins; and after that in rests only, until a draft is taken. */
export function dismissed(state: State, { before }: Surroundings): State {
  return { ...withdrawn(state), dismissed: placeOfWord(before), interest: declined };
}

/** Nothing is shown any more; what was dismissed stays so. */
export function withdrawn({ dismissed: place, interest }: State): State {
  return { ...initialState, dismissed: place, interest };
}
