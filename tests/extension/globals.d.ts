export {};

declare global {
  /** What the pages of `fixtures` set. */
  var editor: { element: HTMLElement; text: () => string; saved: () => string };
  var changes: number;
  /** What pages of `pages.ts` set whose field is out of reach. */
  var ownField: { focus: () => void; text: () => string };
}
