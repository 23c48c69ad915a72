import { type BackendStatus, type Completion, createEngine } from 'foreword';
import { attach } from 'foreword-field';
import { decoder, model } from 'virtual:model';
import { type Choices, backendOfAddress, browserStore, readChoices, writeChoices } from './choices.js';
import { find } from './dom.js';
import { Settings } from './settings.js';
import { openSheet } from './sheet.js';
import { offerStarters } from './starters.js';
import { Status } from './status.js';
import { whereName } from './where.js';

const store = browserStore();
let choices = readChoices(store);
const fixed = backendOfAddress(location.search);
let backend: BackendStatus | undefined;
let isDeeper = false;

const facts = find('.facts', HTMLElement);
const status = new Status(() => void load());
const settings = new Settings({
  choices,
  isFixed: fixed !== undefined,
  onChange: change,
  onTest: () => engine.testBackends(),
});
const engine = createEngine({
  model,
  decoder,
  backend: fixed ?? choices.backend,
  onProgress: (progress) => {
    status.progress(progress);
  },
  onBackend: (now) => {
    backend = now;
    settings.show(now);
  },
});

const field = openSheet();
offerStarters(field);
const attached = attach(field, engine, {
  // Drafts are asked for when the engine is ready, and until then the notice says why there are none.
  isPaused: true,
  // The browser's tests look into the overlay.
  shadow: new URLSearchParams(location.search).has('e2e') ? 'open' : 'closed',
  mayLookAgain: () => isDeeper && choices.looksAgain,
  onCompletion: (completion) => {
    facts.textContent = factsOf(completion);
    status.working();
  },
  onError: (error) => {
    status.failed(error);
  },
  onPhase: (phase) => {
    status.phase(phase);
  },
});
void load();

async function load(): Promise<void> {
  status.loading();
  try {
    const { flavour, loadMs, downloadedBytes, decoder: drafting } = await engine.load();
    performance.mark('foreword-ready');
    facts.textContent = `Ready in ${Math.round(loadMs)} ms · ${flavour}`;
    if (drafting.state === 'failed') status.limited(drafting.error.message);
    else status.ready();
    isDeeper = drafting.state === 'loaded';
    attached?.resume();
    // Asked for after the download, when there is something to keep.
    if (downloadedBytes > 0) await navigator.storage.persist();
  } catch (error) {
    status.failed(error);
  }
}

function change(changed: Choices): void {
  const isElsewhere = changed.backend !== choices.backend;
  choices = changed;
  writeChoices(store, choices);
  if (!isElsewhere) return;
  engine.use(choices.backend).catch((error: unknown) => {
    status.failed(error);
  });
}

function factsOf({ timingMs, tokens }: Completion): string {
  const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  const wrote = `wrote ${ms(timingMs.decode)} · verified ${ms(timingMs.verify)}`;
  const reused = `${tokens.reused} of ${tokens.reused + tokens.encoded} tokens reused`;
  const where = backend === undefined ? '' : ` · ${whereName(backend)}`;
  return `Read ${ms(timingMs.encode)} · ${wrote} · ${reused}${where}`;
}
