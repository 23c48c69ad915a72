import type { LoadOptions } from './engine.js';
import type { ModelSource, PackedSource } from './types.js';

/** Makes the addresses absolute, because a worker would resolve them against its own script. */
export function withAbsoluteUrls(load: LoadOptions): LoadOptions {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  if (base === undefined) return load;
  const atBase = <T extends PackedSource>(source: T) => ({ ...source, url: new URL(source.url, base).href });
  const absolute = (source: ModelSource): ModelSource => ({
    ...atBase(source),
    packed: source.packed === undefined ? undefined : atBase(source.packed),
  });
  return {
    ...load,
    model: absolute(load.model),
    decoder: load.decoder === undefined ? undefined : absolute(load.decoder),
  };
}
