import { expect, test } from 'vitest';
import { EngineClient } from '../src/client/engine.js';
import type { Core } from '../src/core.js';
import type { Progress } from '../src/types.js';
import { fakeSurroundings, modelBytes, packedOf, packedSourceOf, transportOf } from './fakes.js';

const bytes = modelBytes(1000);
const decoder = modelBytes(200);

test('what was fetched is unpacked under a fraction of its own, which is said before its first byte', async () => {
  const packed = { model: packedOf(bytes), decoder: packedOf(decoder, bytes) };
  const { surroundings } = fakeSurroundings(packed.model, packed.decoder);
  const progress: Progress[] = [];
  /** The engine's code is ready only once the model's bytes are there. */
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const openCore = async (...args: Parameters<typeof surroundings.openCore>): Promise<Core> => {
    await arrived;
    return surroundings.openCore(...args);
  };
  const engine = new EngineClient({
    load: {
      model: packedSourceOf(bytes, packed.model),
      decoder: packedSourceOf(decoder, packed.decoder, 'decoder.safetensors'),
      flavour: 'cpu',
    },
    onProgress: (step) => {
      progress.push(step);
      if (step.phase === 'download' && step.loaded === packed.model.length) arrive();
    },
    transport: transportOf('direct', { ...surroundings, openCore }),
  });
  await engine.load();
  const phases = progress.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1]);
  expect(phases).toEqual(['download', 'unpack', 'load']);
  const unpacked = progress.flatMap((step) => (step.phase === 'unpack' ? [step.loaded / step.total] : []));
  expect(unpacked.at(0)).toBe(0);
  expect(unpacked.at(-1)).toBe(1);
  expect(unpacked).toEqual([...unpacked].sort((a, b) => a - b));
  const totals = progress.flatMap((step) => (step.phase === 'unpack' ? [step.total] : []));
  expect(new Set(totals)).toEqual(new Set([1200]));
});
