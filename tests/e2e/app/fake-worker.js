/* global addEventListener, postMessage */
// Stands in for the engine's worker: the same messages, and drafts out of a list. It learns nothing.
const phrases = [
  'Thank you for your help with the report.',
  'Thank you for your patience.',
  'Thank you for your time and for the tea.',
  'I hope that you are well.',
  'I hope that you have a good week.',
];

const status = { used: 'cpu', flavour: 'cpu-relaxed', reason: 'no-adapter' };

function drafts(before) {
  const sentence = /[^.!?\n]*$/.exec(before)?.[0].trimStart() ?? '';
  if (sentence.length < 2) return [];
  return phrases
    .filter((phrase) => phrase.startsWith(sentence) && phrase !== sentence)
    .slice(0, 3)
    .map((phrase, at) => {
      const text = phrase.slice(sentence.length);
      return { text, logProb: -1 - at, confidence: 0.6 - at / 10, words: [{ text, source: 'model' }] };
    });
}

const answers = {
  load: () => ({
    flavour: 'cpu-relaxed',
    downloadedBytes: 0,
    storage: 'opfs',
    loadMs: 1,
    decoder: { state: 'loaded' },
  }),
  backend: () => status,
  use: () => status,
  'test-backends': () => status,
  storage: () => ({ kind: 'opfs', files: [], bytes: 0, quota: 1e10, isPersistent: false }),
  complete: ({ context }) => {
    // What the engine was asked, for tests to look at.
    new BroadcastChannel('asked').postMessage(context);
    return {
      drafts: drafts(context.before),
      tokens: { encoded: 1, reused: 1 },
      timingMs: { encode: 1, decode: 1, verify: 1 },
      steps: 1,
      revision: 1,
    };
  },
};

addEventListener('message', ({ data: { kind, id, input } }) => {
  if (kind === 'complete' && input.context.before.endsWith(' crash')) {
    throw new Error('the engine dies');
  }
  if (kind === 'profile') {
    const error = { code: 'storage', message: 'this engine has no profile', details: {} };
    postMessage({ kind: 'throw', id, error });
  } else {
    postMessage({ kind: 'return', id, value: answers[kind]?.(input) ?? null });
  }
});
