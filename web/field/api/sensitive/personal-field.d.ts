/**
 * Whether nothing must be learned from a field, though drafts may be offered: names, addresses, telephone numbers and
 * search boxes, by type, role, `autocomplete`, name or label. Fields of several lines are for prose, whatever they are
 * called, unless a browser fills them in.
 */
export declare function isPersonalField(element: HTMLElement): boolean;
