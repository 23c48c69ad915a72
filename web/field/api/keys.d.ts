/** What a key does while something is offered. */
export type Action = {
    readonly kind: 'accept';
} | {
    readonly kind: 'accept-word';
} | {
    readonly kind: 'dismiss';
} | {
    readonly kind: 'cycle';
    readonly step: 1 | -1;
}
/** Says why the ghost is as it is, or no longer: see `AttachOptions.explain`. */
 | {
    readonly kind: 'explain';
}
/** `position` counts from 0. */
 | {
    readonly kind: 'pick';
    readonly position: number;
};
/** A key with exactly the modifiers that are named, and its action. */
export interface Binding {
    /**
     * `KeyboardEvent.key`, or `"Forward"`: the arrow in the direction in which the ghost runs. Never a place on the
     * keyboard: the key that types `2` here types `€` elsewhere.
     */
    readonly key: string;
    readonly alt?: boolean;
    readonly ctrl?: boolean;
    readonly meta?: boolean;
    readonly shift?: boolean;
    readonly action: Action;
}
/** The bindings of a field that is given none. */
export declare const defaultKeys: readonly Binding[];
/** A key with the modifiers that are held. */
export interface Key extends Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat'> {
    /** With Alt, the keys of the number pad type characters by their codes. */
    readonly isOnNumpad: boolean;
}
/** Whether a key does nothing but hold for others. */
export declare function isModifier({ key }: Pick<Key, 'key'>): boolean;
/** The ghost that a key is pressed in front of. */
export interface Faced {
    readonly text: string;
    /** It is drawn at the caret. In a list it is just the first row, and an arrow still means the caret. */
    readonly isAtCaret: boolean;
}
/** What `key` means in front of `ghost`; `undefined` if the key is not bound, or not there. */
export declare function actionOf(bindings: readonly Binding[], key: Key, ghost: Faced): Action | undefined;
/** How the first key with this action is written for people, such as `"Alt ↓"`; empty if there is none. */
export declare function labelOf(bindings: readonly Binding[], isWanted: (action: Action) => boolean): string;
