import type { TextKind } from 'foreword';
import { type Tone, presets, tones } from './presets.js';

/** Who writes, and to whom in texts of each kind. It fills the gaps of examples. */
export interface Writer {
  name: string;
  kinds: Readonly<Record<TextKind, Addressee>>;
}

export interface Addressee {
  /** Somebody who is written to often. */
  them: string;
  tone: Tone;
}

/** What the gaps of an example are filled with. */
export interface Gaps extends Addressee {
  me: string;
}

const mostLetters = 80;

export const nobody: Writer = {
  name: '',
  kinds: {
    mail: { them: '', tone: 'plain' },
    chat: { them: '', tone: 'friendly' },
    document: { them: '', tone: 'plain' },
    note: { them: '', tone: 'plain' },
    other: { them: '', tone: 'plain' },
  },
};

/** Of whatever was stored. */
export function writerFrom(stored: unknown): Writer {
  const { name, kinds } = fields(stored);
  const given = fields(kinds);
  const addressee = (kind: TextKind): Addressee => {
    const { them, tone } = fields(given[kind]);
    return { them: text(them), tone: tones.find((one) => one === tone) ?? nobody.kinds[kind].tone };
  };
  return {
    name: text(name),
    kinds: {
      mail: addressee('mail'),
      chat: addressee('chat'),
      document: addressee('document'),
      note: addressee('note'),
      other: addressee('other'),
    },
  };
}

export function gapsOf({ name, kinds }: Writer, kind: TextKind): Gaps {
  return { me: name, ...kinds[kind] };
}

/** An example with its gaps filled; a name that isn't known is a usual one, since a gap would be learned as a gap. */
export function filled(example: string, { me, them }: Pick<Gaps, 'me' | 'them'>): string {
  const names = { me: me.trim() || 'Alex', them: them.trim() || 'Sarah' };
  return example.replaceAll('{me}', names.me).replaceAll('{them}', names.them);
}

/**
 * Examples after the gaps have changed: those that came from a preset and weren't touched are filled anew, in the new
 * tone. What the person wrote stays as it is.
 */
export function refilled(examples: readonly string[], before: Gaps, after: Gaps): string[] {
  const anew = new Map<string, string>();
  for (const { messages } of presets) {
    for (const [at, message] of messages[before.tone].entries()) {
      anew.set(filled(message, before), filled(messages[after.tone][at] ?? message, after));
    }
  }
  return examples.map((example) => anew.get(example) ?? example);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, mostLetters) : '';
}
