import { readFileSync } from 'node:fs';
import { expect, test } from './fixture.js';

/** The part of `golden/encoder.json` that is compared; see `golden/README.md`. */
interface Golden {
  model: { file: string };
  texts: { name: string; ids: number[]; log_prob: number[]; top1: number[] }[];
}

interface Loader {
  push(chunk: Uint8Array): void;
  finish(): { score(tokens: Uint32Array): Promise<{ logProbs: Float32Array; top: Uint32Array }> };
}

/** The part of wasm-bindgen's module that is used. */
interface Module {
  default(options: { module_or_path: string }): Promise<unknown>;
  ModelLoader: { open(bytes: number): Promise<Loader> };
}

const golden = JSON.parse(readFileSync(new URL('../golden/encoder.json', import.meta.url), 'utf8')) as Golden;

/** Enough of the texts for a share of one in two hundred to mean something. */
const wantedPositions = 2100;
const generated = new URL('../../web/sdk/src/generated/', import.meta.url);
const types: Record<string, string> = { js: 'text/javascript', wasm: 'application/wasm' };

for (const flavour of ['cpu', 'cpu-relaxed']) {
  test(`the ${flavour} build agrees with transformers`, async ({ page, server }) => {
    test.setTimeout(240_000);
    // Beside the page, on its origin: the model is served there.
    await page.route('**/parity/**', (route) => {
      const name = new URL(route.request().url()).pathname.slice('/parity/'.length);
      if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
      const type = types[name.split('.').at(-1) ?? ''];
      return route.fulfill({
        ...(type && { contentType: type }),
        body: readFileSync(new URL(name, generated)),
      });
    });
    await page.goto(`${server.url}/parity/`);
    let positions = 0;
    const texts = golden.texts.filter(({ log_prob }) => {
      const isNeeded = positions < wantedPositions;
      if (isNeeded) positions += log_prob.length;
      return isNeeded;
    });
    expect(positions).toBeGreaterThanOrEqual(wantedPositions);

    const scores = await page.evaluate(
      async ({ flavour, file, ids }) => {
        const path = `/parity/${flavour}/foreword_wasm.js`;
        const module = (await import(path)) as Module;
        await module.default({ module_or_path: `/parity/${flavour}/foreword_wasm_bg.wasm` });
        const response = await fetch(`/models/${file}`);
        const loader = await module.ModelLoader.open(Number(response.headers.get('content-length')));
        const reader = response.body?.getReader();
        for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
          loader.push(part.value);
        }
        const engine = loader.finish();
        const found = [];
        for (const text of ids) {
          const { logProbs, top } = await engine.score(Uint32Array.from(text));
          found.push({ logProbs: [...logProbs], top: [...top] });
        }
        return found;
      },
      { flavour, file: golden.model.file, ids: texts.map(({ ids }) => ids) },
    );

    let [agreed, difference] = [0, 0];
    for (const [index, { name, log_prob, top1 }] of texts.entries()) {
      const { logProbs = [], top = [] } = scores[index] ?? {};
      expect([logProbs.length, top.length], name).toEqual([log_prob.length, top1.length]);
      for (const [at, expected] of log_prob.entries()) {
        agreed += Number(top[at] === top1[at]);
        difference += Math.abs((logProbs[at] ?? NaN) - expected);
      }
    }
    const found = { top1: agreed / positions, difference: difference / positions };
    console.log(
      `${flavour}: top-1 ${found.top1.toFixed(5)}, mean |Δ log-prob| ${found.difference.toFixed(6)}, ${positions} positions`,
    );
    expect(found.top1).toBeGreaterThanOrEqual(0.995);
    expect(found.difference).toBeLessThanOrEqual(0.002);
  });
}
