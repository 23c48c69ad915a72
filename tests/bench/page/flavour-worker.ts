import type { Answer, FlavourCalls, Glue, GlueEngine, Request, Source } from './flavour.js';

let loaded: { glue: Glue; engine: GlueEngine; session: number } | undefined;

function current() {
  if (loaded === undefined) throw new Error('nothing is loaded yet');
  return loaded;
}

/** As long as a keystroke of the page: what an engine of its own defaults to, but nothing is left out as unlikely. */
const drafting = { drafts: 3, tokens: 8, minConfidence: 0 };

const calls: FlavourCalls = {
  async load({ flavour, model, decoder, isNarrow }) {
    // Without isolation the clock has steps of 100 µs, longer than what is measured.
    if (!crossOriginIsolated) throw new Error('the worker is not cross-origin isolated');
    const address = (file: string) => new URL(`/flavours/${flavour}/${file}`, location.origin);
    const glue = (await import(/* @vite-ignore */ address('foreword_wasm.js').href)) as Glue;
    await glue.default({ module_or_path: address('foreword_wasm_bg.wasm') });
    const loader = await glue.ModelLoader.open(model.bytes, isNarrow);
    const reader = (await fetchBody(model)).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) loader.push(part.value);
    const engine = loader.finish();
    const file = await new Response(await fetchBody(decoder)).arrayBuffer();
    engine.loadDecoder(new Uint8Array(file), model.sha256);
    await engine.warmUp();
    loaded = { glue, engine, session: engine.openSession({}) };
    return engine.device;
  },

  probe: (contexts) => current().engine.probe(contexts),

  judge: ({ found, expected }) => Promise.resolve(current().glue.judge(found, expected)),

  async keystroke(text) {
    const { engine, session } = current();
    engine.counters();
    const start = performance.now();
    const { drafts, timingMs, steps } = await engine.complete(session, { before: text }, drafting);
    const ms = performance.now() - start;
    return { ms, timingMs, steps, drafts: drafts.length, counters: engine.counters() };
  },
};

async function fetchBody({ url }: Source) {
  const { ok, status, body } = await fetch(new URL(url, location.origin));
  if (!ok || body === null) throw new Error(`${url}: HTTP ${status}`);
  return body;
}

self.onmessage = ({ data: { id, method, argument } }: MessageEvent<Request>) => {
  const call = (): Promise<unknown> => calls[method](argument as never);
  const answer = (message: Answer) => {
    self.postMessage(message);
  };
  call().then(
    (result) => {
      answer({ id, result });
    },
    (error: unknown) => {
      answer({ id, error: error instanceof Error ? error.message : String(error) });
    },
  );
};
