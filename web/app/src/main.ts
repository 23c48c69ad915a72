import { type Completion, createEngine } from 'foreword';
import { decoder, model } from 'virtual:model';
import { find } from './dom.js';
import { Editor } from './editor.js';
import { offerStarters } from './starters.js';
import { Status } from './status.js';
import { Writer } from './writer.js';

const status = new Status(() => void load());
const engine = createEngine({
  model,
  decoder,
  onProgress: (progress) => {
    status.progress(progress);
  },
});
const loaded = load();

const editor = new Editor();
offerStarters(editor);
const facts = find('.facts', HTMLElement);
const writer = new Writer(editor, engine, {
  onCompletion: (completion) => {
    facts.textContent = factsOf(completion);
    status.working();
  },
  onError: (error) => {
    status.failed(error);
  },
});
void loaded;

async function load(): Promise<void> {
  status.loading();
  try {
    const { flavour, loadMs, downloadedBytes, decoder: drafting } = await engine.load();
    performance.mark('foreword-ready');
    facts.textContent = `Ready in ${Math.round(loadMs)} ms · ${flavour}`;
    if (drafting.state === 'failed') status.limited(drafting.error.message);
    else status.ready();
    writer.ready({ isDeeper: drafting.state === 'loaded' });
    // Asked for after the download, when there is something to keep.
    if (downloadedBytes > 0) await navigator.storage.persist();
  } catch (error) {
    status.failed(error);
  }
}

function factsOf({ timingMs, tokens }: Completion): string {
  const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  const wrote = `wrote ${ms(timingMs.decode)} · checked ${ms(timingMs.check)}`;
  return `Read ${ms(timingMs.encode)} · ${wrote} · ${tokens.reused} of ${tokens.reused + tokens.encoded} tokens reused`;
}
