import type { Wanted } from '../client/engine.js';
import { detectFlavour } from '../features.js';
import type { CpuFlavour } from '../flavour.js';

const builds: Record<CpuFlavour, () => Promise<{ default: string }>> = {
  cpu: () => import('inlined:cpu'),
  'cpu-relaxed': () => import('inlined:cpu-relaxed'),
};

const addresses = new Map<CpuFlavour, Promise<string>>();

/** Adds the address of the build that this browser runs, unless the caller gave one. */
export async function withInlinedWasm(load: Wanted): Promise<Wanted> {
  const flavour = load.flavour ?? detectFlavour();
  if (load.wasmUrls?.[flavour] !== undefined) return load;
  const address = addresses.get(flavour) ?? addressOf(flavour);
  addresses.set(flavour, address);
  return { ...load, flavour, wasmUrls: { ...load.wasmUrls, [flavour]: await address } };
}

/** Kept as long as the page, since a worker that is restarted needs it again. */
async function addressOf(flavour: CpuFlavour): Promise<string> {
  const { default: deflated } = await builds[flavour]();
  const bytes = Uint8Array.from(atob(deflated), (character) => character.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const module = await new Response(inflated).blob();
  return URL.createObjectURL(new Blob([module], { type: 'application/wasm' }));
}
