import { decoder, model } from 'virtual:model';
import texts from '../texts.json';
import { beginnings } from './contexts.js';
import { Flavour, type Keystroke, type Probe, type Verdict } from './flavour.js';
import { Peer } from './peer.js';

const flavours = { gpu: new Flavour('webgpu'), cpu: new Flavour('cpu-relaxed') };
type Name = keyof typeof flavours;
const names: Name[] = ['gpu', 'cpu'];

const log: string[] = [];
/** Filled by {@link bench.loadPeer}. */
let peer: Peer | undefined;

/** The beginning of a text after which drafts are asked for: number of the text, and words since its first measured one. */
interface Place {
  text: number;
  word: number;
}

function textAt({ text, word }: Place): string {
  const found = beginnings(texts[text % texts.length]?.text ?? '', word)[word];
  if (found === undefined) throw new Error(`no text ${text} with ${word} more words`);
  return found;
}

/** The two ways a peer can make several drafts; see `Peer.draft`. */
type Way = 'one by one' | 'at once';

/** Called by the driver, piece by piece so that it can tell how far it is; see `gpu.mjs`. */
const bench = {
  async adapter() {
    const { gpu } = navigator as unknown as {
      gpu?: { requestAdapter(): Promise<{ info: Record<string, string>; features: Set<string> } | null> };
    };
    const adapter = await gpu?.requestAdapter();
    if (adapter == null) throw new Error('no WebGPU adapter; for lavapipe: is its Mesa too old?');
    const { vendor, architecture, description } = adapter.info;
    return { vendor, architecture, description, features: [...adapter.features].sort() };
  },

  /** The device in words, and how long it took. */
  async load(name: Name, kernels?: 'wide' | 'narrow') {
    const start = performance.now();
    const device = await flavours[name].call('load', {
      flavour: flavours[name].name,
      model,
      decoder,
      // As a page's argument, what is absent is null.
      isNarrow: kernels == null ? undefined : kernels === 'narrow',
    });
    return { device, ms: performance.now() - start };
  },

  probe: (name: Name, contexts: string[]): Promise<Probe> => flavours[name].call('probe', contexts),

  judge: (found: Probe, expected: Probe): Promise<Verdict> => flavours.cpu.call('judge', { found, expected }),

  /** One more word of a text for both flavours; who goes first changes with every word. */
  async keystroke(place: Place): Promise<Record<Name, Keystroke>> {
    const text = textAt(place);
    const turn = place.word % 2 === 0 ? names : names.toReversed();
    const found: Partial<Record<Name, Keystroke>> = {};
    for (const name of turn) found[name] = await flavours[name].call('keystroke', text);
    const { gpu, cpu } = found;
    if (gpu === undefined || cpu === undefined) throw new Error('a flavour gave nothing');
    return { gpu, cpu };
  },

  /** Loads the peer with all layers on the GPU; what it logged meanwhile. */
  async loadPeer(): Promise<string[]> {
    const take = (...line: unknown[]) => log.push(line.map(String).join(' '));
    peer = new Peer(model, { slots: 3, gpuLayers: 99_999, log: take });
    await peer.load();
    if (peer.isMultithread()) throw new Error('the peer ran with several threads');
    return log.slice();
  },

  /** Milliseconds of three drafts by the GPU flavour, with the way to its worker and back as the peer's. */
  async draft(place: Place): Promise<number> {
    const text = textAt(place);
    const start = performance.now();
    await flavours.gpu.call('keystroke', text);
    return performance.now() - start;
  },

  /** The peer gets the text without its last space, which spares it a token that it would have to take back. */
  async peerDraft(place: Place, way: Way): Promise<number> {
    if (peer === undefined) throw new Error('the peer is not loaded');
    return peer.draft(textAt(place).trimEnd(), way);
  },

  peerLog: () => log.slice(),
};

Object.assign(globalThis, { bench });
