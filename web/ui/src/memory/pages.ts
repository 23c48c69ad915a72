/** A part of a list, with the length of all of it. */
export interface Part<T> {
  total: number;
  rows: readonly T[];
}

/** Gives the rows from `from` on, `count` at most. */
export type LoadPart<T> = (from: number, count: number) => Promise<Part<T>>;

/** Rows that are asked for at once: two screens of a large window. */
export const pageRows = 100;

/**
 * A long list of which only what is looked at is loaded. Rows that were loaded stay while they are loaded anew, so that
 * nothing flickers.
 */
export class Pages<T> {
  readonly #pages = new Map<number, readonly T[]>();
  readonly #asked = new Set<number>();
  #total: number | undefined;
  #error: unknown;
  #isClosed = false;
  #round = 0;

  /** @param onChange - Something has come. */
  constructor(
    private readonly load: LoadPart<T>,
    private readonly onChange: () => void,
  ) {}

  /** Length of the list; `undefined` until it is known. */
  get total(): number | undefined {
    return this.#total;
  }

  /** Why the last part didn't come. */
  get error(): unknown {
    return this.#error;
  }

  /** The row, if it has been loaded. */
  row(at: number): T | undefined {
    return this.#pages.get(Math.floor(at / pageRows))?.[at % pageRows];
  }

  /** These rows are looked at. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / pageRows); page <= Math.floor(last / pageRows); page++) this.ask(page);
  }

  /** Something has changed: loads what is looked at again. */
  refresh(first: number, last: number): void {
    this.#round += 1;
    this.#asked.clear();
    this.#error = undefined;
    this.want(first, Math.max(first, last));
  }

  close(): void {
    this.#isClosed = true;
  }

  private ask(page: number): void {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const round = this.#round;
    const isOld = () => this.#isClosed || round !== this.#round;
    this.load(page * pageRows, pageRows).then(
      ({ total, rows }) => {
        if (isOld()) return;
        this.#total = total;
        this.#error = undefined;
        this.#pages.set(page, rows);
        const last = Math.floor(Math.max(0, total - 1) / pageRows);
        for (const known of [...this.#pages.keys()]) {
          if (known > last || !this.#asked.has(known)) this.#pages.delete(known);
        }
        this.onChange();
      },
      (error: unknown) => {
        // It is not asked for again before a refresh: that would go on for ever.
        if (isOld()) return;
        this.#error = error;
        this.onChange();
      },
    );
  }
}
