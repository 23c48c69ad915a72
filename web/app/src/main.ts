import { type BackendStatus, createEngine } from 'foreword';
import { attach } from 'foreword-field';
import { decoder, model } from 'virtual:model';
import { type Choices, backendOfAddress, browserStore, readChoices, writeChoices } from './choices.js';
import { Gauge } from './gauge.js';
import { Keeping } from './keep.js';
import { Settings } from './settings.js';
import { openSheet } from './sheet.js';
import { offerStarters } from './starters.js';
import { Status } from './status.js';

const store = browserStore();
let choices = readChoices(store);
const address = new URLSearchParams(location.search);
const fixed = backendOfAddress(location.search);
let backend: BackendStatus | undefined;
let isDeeper = false;
/** The model is somewhere that the browser can keep. */
let isStored = false;

const status = new Status(() => void load());
const settings = new Settings({
  choices,
  fixed,
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

const keeping = new Keeping(() => navigator.storage.persist());
const field = openSheet();
const gauge = new Gauge(address.has('gauge'), field);
offerStarters(field);
const attached = attach(field, engine, {
  // Drafts are asked for when the engine is ready, and until then the notice says why there are none.
  isPaused: true,
  // The browser's tests look into the overlay.
  shadow: address.has('e2e') ? 'open' : 'closed',
  mayLookAgain: () => isDeeper && choices.looksAgain,
  mayAnnounce: () => choices.announces,
  onSuggestion: (offer) => {
    gauge.offers(offer !== undefined);
  },
  onAccept: () => {
    if (isStored) void keeping.taken();
  },
  onCompletion: (completion) => {
    gauge.answered(completion, backend);
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
    const info = await engine.load();
    performance.mark('foreword-ready');
    gauge.ready(info);
    const { decoder: drafting } = info;
    if (drafting.state === 'failed') status.limited(drafting.error.message);
    else status.ready();
    isDeeper = drafting.state === 'loaded';
    isStored = info.storage !== 'memory';
    attached?.resume();
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
