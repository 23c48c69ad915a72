export {};

declare global {
  /** What pages of `pages.ts` set whose field is out of reach. */
  var ownField: { focus: () => void; text: () => string };
}
