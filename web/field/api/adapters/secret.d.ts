/** The field holds a secret, or did so once; for the element's life. */
export declare function markSecret(element: object): void;
/** Whether the field holds a secret, or held one before, or is of a kind whose text is not read. */
export declare function isSecret(element: HTMLElement): boolean;
