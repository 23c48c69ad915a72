/** One pass of the core over files: bytes in, and at the end what it found. */
export interface CorePass {
  /** Begins a file by its first bytes, and says what it is. An error with `code` `"unreadable"` says why it can't be read. */
  begin(name: string, head: Uint8Array): string;
  push(bytes: Uint8Array): void;
  end(): void;
  /** Messages up to here. */
  readonly found: number;
  finish(): unknown;
}

/** What `Survey.finish` gives. */
export interface CoreSurvey {
  writers: { name: string; identities: string[]; messages: number }[];
  guess: number | null;
  endings: string;
}

/** What `Import` is made from. */
export interface CoreOptions {
  identities: string[] | null;
  endings: string;
  /** Seconds since 1970. */
  now: number;
}

/** What `Import.finish` gives. */
export interface CoreFound {
  messages: {
    text: string;
    kind: 'mail' | 'chat' | 'document' | 'note';
    /** Seconds since 1970. */
    when: number | null;
    /** Which of the files that were begun. */
    file: number;
  }[];
  leftOut: { what: string; count: number; examples: string[] }[];
  faults: string[];
  furtherFaults: number;
}

/** The part of wasm-bindgen's output for `--target web` that is used here. */
export interface Glue {
  default: (input?: { module_or_path: string | URL }) => Promise<unknown>;
  Survey: new () => CorePass;
  Import: new (options: CoreOptions) => CorePass;
}
