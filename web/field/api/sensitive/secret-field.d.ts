/**
 * Whether drafts must never be offered in a field, nor its text be read: by its type, `autocomplete`, name or label (in
 * fifteen languages), because its letters are hidden, because it was a password once, or because it is a short input of
 * a form that has a password.
 *
 * It costs a look at the styles and labels: once for each time that a field gets the focus.
 */
export declare function isSecretField(element: HTMLElement): boolean;
