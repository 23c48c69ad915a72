import type { LoadOptions } from './engine.js';
import type { ModelSource, PackedSource } from './types.js';

/** Makes the addresses absolute, because a worker would resolve them against its own script. */
export function withAbsoluteUrls(load: LoadOptions): LoadOptions {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  if (base === undefined) return load;
  const at = (url: string) => (URL.canParse(url, base) ? new URL(url, base).href : url);
  const atBase = <T extends PackedSource>(source: T) => ({ ...source, url: at(source.url) });
  const absolute = (source: ModelSource): ModelSource => ({
    ...atBase(source),
    packed: source.packed === undefined ? undefined : atBase(source.packed),
  });
  const { model, decoder, wasmUrls } = load;
  const urls = Object.entries(wasmUrls ?? {}).map(([flavour, url]) => [flavour, url && at(url)]);
  return {
    ...load,
    model: absolute(model),
    decoder: decoder === undefined ? undefined : absolute(decoder),
    wasmUrls: wasmUrls === undefined ? undefined : (Object.fromEntries(urls) as LoadOptions['wasmUrls']),
  };
}
