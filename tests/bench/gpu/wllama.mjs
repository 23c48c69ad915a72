import { call, progress } from './page.mjs';

/** What llama.cpp logs of where it runs. */
const telling = /webgpu|gpu|offload|buffer size|splits|flash attention/i;

/**
 * Three drafts of eight tokens after one more word: the GPU flavour and wllama's WebGPU backend in turn. The first word of
 * every text reads all that is before it and is not counted. Without proof that all layers of the peer are on the GPU there is
 * no result.
 */
export async function measureWllama(page, { texts, words, kernels }) {
  const adapter = await call(page, 'adapter');
  const log = (await call(page, 'loadPeer')).filter((line) => telling.test(line));
  const offloaded = log.map((line) => /offloaded (\d+)\/(\d+) layers to GPU/.exec(line)).find(Boolean);
  const isOnGpu =
    offloaded != null &&
    offloaded[1] === offloaded[2] &&
    log.some((line) => /WebGPU.*buffer size/.test(line));
  if (!isOnGpu) {
    const why = adapter.features.includes('shader-f16') ? '' : ' (the adapter has no shader-f16)';
    throw new Error(`the peer is not on the GPU${why}. It logged:\n${log.join('\n')}`);
  }
  progress(`wllama: ${offloaded[0]}`);
  const loaded = { gpu: await call(page, 'load', 'gpu', kernels) };
  progress(`Foreword: ${loaded.gpu.device}`);
  const samples = [];
  for (let text = 0; text < Number(texts); text++) {
    for (let word = 0; word <= Number(words); word++) {
      // The peer's two ways share what it has read, so they take turns word by word; who goes first changes every time.
      const way = (text + word) % 2 === 0 ? 'one by one' : 'at once';
      const engines = {
        foreword: () => call(page, 'draft', { text, word }),
        [`wllama, ${way}`]: () => call(page, 'peerDraft', { text, word }, way),
      };
      const turn = word % 2 === 0 ? Object.entries(engines) : Object.entries(engines).toReversed();
      for (const [engine, draft] of turn) {
        const ms = await draft();
        progress(`text ${text}, word ${word}, ${engine}: ${ms.toFixed(0)} ms`);
        if (word > 0) samples.push({ engine, text, word, ms });
      }
    }
  }
  return { adapter, loaded, evidence: log, samples };
}
