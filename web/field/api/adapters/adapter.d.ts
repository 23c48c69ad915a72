import type { Key } from '../keys.js';
import type { Surroundings } from '../offer.js';
/** A rectangle in CSS pixels of the viewport. */
export interface Box {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
}
/** Where a ghost begins, and where its further lines do. */
export interface CaretPlace {
    /** The caret, in CSS pixels of the viewport. Its height is that of the letters around it, its width 0. */
    readonly box: Box;
    /** Whether {@link box} is where the letters are; if not, its upper edge is that of the line. */
    readonly isOfLetters: boolean;
    /** The edges between which the caret's paragraph has its lines, in CSS pixels of the viewport. */
    readonly lines: Pick<Box, 'left' | 'width'>;
}
/** How the block of text in which the caret stands is laid out: enough to draw the same block again somewhere else. */
export interface TextLayout {
    /** The padding box of the block, without scrollbars. Its size is that before `scale`. */
    readonly box: Box;
    /** The part of `box` that can be seen, in CSS pixels of the viewport. */
    readonly visible: Box;
    /** Pixels of the viewport for one pixel of the block: other than 1 where an ancestor is scaled. */
    readonly scale: number;
    readonly scroll: {
        readonly left: number;
        readonly top: number;
    };
    /** Values of the CSS properties that decide where lines break and how text looks, padding included. */
    readonly style: Readonly<Record<string, string>>;
    readonly language: string;
    /** Text above the caret's paragraph, without the line break between them; `undefined` if there is none. */
    readonly above: string | undefined;
    /** The caret's paragraph: the text before and after the caret. */
    readonly paragraph: Surroundings;
    /** No text at all follows the caret. */
    readonly isAtEnd: boolean;
    /** The text never wraps, and its line is centred vertically. */
    readonly isSingleLine: boolean;
    /** Where the caret is, if that is known. Then the ghost is drawn from there on, and no text is laid out again. */
    readonly caret?: CaretPlace;
}
/** A key as the field got it. */
export interface FieldKey extends Key {
    /** The key belongs to a composition of an input method. */
    readonly isComposing: boolean;
}
/** What an adapter reports. */
export interface FieldEvents {
    /** The text, the caret or the selection changed. */
    onChange(cause: 'typed' | 'moved'): void;
    /** Returns whether the key was used; the field then doesn't get it. */
    onKey(key: FieldKey): boolean;
    /** An input method is composing `text`, which is empty when it begins; or it ended, and left `text`. */
    onComposition(text: string, isOver: boolean): void;
    onFocus(hasFocus: boolean): void;
}
/** A text field as the controller and the view need it. Nothing is set on its element. */
export interface FieldAdapter {
    readonly element: HTMLElement;
    /** Windows of the text around the caret: at most 4,000 UTF-16 units before it and 400 after it. */
    surroundings(): Surroundings;
    readonly hasSelection: boolean;
    readonly hasFocus: boolean;
    /** Neither disabled nor read-only, and no list of the page's own is open for it. */
    readonly isWritable: boolean;
    /** Whether `text` would be inserted as it is; if not, it is not offered. Default: any text would. */
    takes?(text: string): boolean;
    /**
     * Inserts at the caret as one step that undo takes back. A composition under way ends before, as it is.
     *
     * Returns whether something was inserted: the text, or what the page makes of it. The text isn't tried a second time.
     */
    insert(text: string): boolean;
    /**
     * Puts `mark` in the place of the space right before the caret, as one step that undo takes back. Returns whether it
     * did. Drafts end with a space only in fields whose adapter can do this.
     */
    replaceSpace?(mark: string): boolean;
    /** Measures; costs a layout if the page has changed since the last one. */
    layout(): TextLayout;
    /** From now on `events` are called, until {@link dispose}. */
    listen(events: FieldEvents): void;
    dispose(): void;
}
/** Makes the adapter of an element; `undefined` for one that it cannot read and write to safely. */
export type AdapterOf = (element: HTMLElement) => FieldAdapter | undefined;
