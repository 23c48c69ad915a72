import { describe, expect, it } from 'vitest';
import type { CoreOptions, CorePass, Glue } from '../src/core.js';
import { read, survey } from '../src/passes.js';

/** A core whose messages are lines; names that end in `.zip` are none that it can read. */
class Lines implements CorePass {
  found = 0;
  readonly #lines: { text: string; file: number }[] = [];
  #file = -1;
  #open = '';
  protected names: string[] = [];

  begin(name: string, head: Uint8Array): string {
    if (name.endsWith('.zip'))
      throw Object.assign(new Error('the file is an archive'), { code: 'unreadable' });
    if (name === 'broken') throw new Error('this is no file');
    this.names.push(`${name} ${head.length}`);
    this.#file += 1;
    return 'lines';
  }

  push(bytes: Uint8Array): void {
    this.#open += new TextDecoder().decode(bytes);
  }

  end(): void {
    for (const text of this.#open.split('\n')) this.#lines.push({ text, file: this.#file });
    this.found = this.#lines.length;
    this.#open = '';
  }

  get lines() {
    return this.#lines;
  }

  finish(): unknown {
    return { writers: [], guess: null, endings: this.names.join() };
  }
}

class Owned extends Lines {
  constructor(private readonly options: CoreOptions) {
    super();
  }

  override finish(): unknown {
    const { now, identities, endings } = this.options;
    const about = `${identities?.join() ?? 'everyone'} ${endings} ${now}`;
    return {
      messages: this.lines.map(({ text, file }, at) => ({
        text,
        kind: 'note',
        when: at === 0 ? 60 : null,
        file,
      })),
      leftOut: [],
      faults: [about],
      furtherFaults: 0,
    };
  }
}

const core: Glue = { default: () => Promise.resolve(), Survey: Lines, Import: Owned };
const files = [
  new File(['one\ntwo'], 'a.txt'),
  new File(['PK'], 'b.zip'),
  new File(['x'.repeat(100_000)], 'c.txt'),
];
const ignore = () => undefined;

describe('a pass over files', () => {
  it('reports what can’t be read and goes on', async () => {
    const found = await survey(core, files, ignore);
    expect(found).toEqual({
      files: [
        { name: 'a.txt', kind: 'lines', bytes: 7 },
        { name: 'c.txt', kind: 'lines', bytes: 100_000 },
      ],
      unreadable: [{ name: 'b.zip', because: 'the file is an archive' }],
      writers: [],
      endings: 'a.txt 7,c.txt 65536',
    });
  });

  it('tells of each message from which file it is', async () => {
    const options = { owner: { identities: ['Jo'] }, endings: 'e', now: new Date(5999) };
    const { messages, faults } = await read(core, files, options, ignore);
    expect(messages.map(({ text, file, date }) => [text.slice(0, 3), file, date?.getTime()])).toEqual([
      ['one', 'a.txt', 60_000],
      ['two', 'a.txt', undefined],
      ['xxx', 'c.txt', undefined],
    ]);
    expect(faults).toEqual(['Jo e 5']);
    const all = await read(core, files, { ...options, owner: 'everyone' }, ignore);
    expect(all.faults).toEqual(['everyone e 5']);
  });

  it('fails where it isn’t the file that is at fault', async () => {
    await expect(survey(core, [new File([], 'broken')], ignore)).rejects.toThrow('this is no file');
  });
});
