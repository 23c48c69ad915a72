/** Characters that one chunk holds at least. */
const chunkLength = 4000;

/** Keeps an empty last line from collapsing. */
const strut = '\u200b';

/**
 * Splits `text` at line breaks into chunks of about {@link chunkLength}. Where a chunk ends depends on the text before it
 * alone, so that a line that is added at the end changes the last chunk only.
 */
export function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  let from = 0;
  while (from <= text.length) {
    const end = text.indexOf('\n', from + chunkLength);
    if (end < 0) break;
    chunks.push(text.slice(from, end));
    from = end + 1;
  }
  chunks.push(text.slice(from));
  return chunks;
}

/**
 * The text above the caret's paragraph, one block for each chunk. Blocks whose text stays the same are left alone, and
 * the browser doesn't lay them out again.
 */
export class Above {
  readonly element = document.createElement('div');
  #text: string | undefined;
  #chunks: string[] = [];

  draw(text: string | undefined): void {
    // The usual case: a key changes the caret's paragraph only.
    if (text === this.#text) return;
    this.#text = text;
    const chunks = text === undefined ? [] : chunksOf(text);
    const { element } = this;
    while (element.children.length > chunks.length) element.lastElementChild?.remove();
    chunks.forEach((chunk, position) => {
      if (chunk === this.#chunks[position]) return;
      const block = element.children[position] ?? element.appendChild(document.createElement('div'));
      block.textContent = `${chunk}${strut}`;
    });
    this.#chunks = chunks;
  }
}
