/** The part of `GPUAdapterInfo` that tells one adapter from another. */
export type AdapterInfo = Partial<Record<'vendor' | 'architecture' | 'device' | 'description', unknown>>;

/** The part of `navigator.gpu` that is used, so that tests can bring their own. */
export interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<{ info?: AdapterInfo } | null>;
}

/** A graphics card, as the browser describes it. */
export interface Adapter {
  /** Shown to people. */
  name: string;
  /** Tells it from other graphics cards. */
  identity: readonly string[];
}

/** A graphics card, or why there is none. */
export type Found =
  { adapter: Adapter } | { missing: 'no-webgpu' } | { missing: 'no-adapter'; message?: string };

/** `navigator.gpu`, where it exists: not in every browser, nor in pages that aren't served over HTTPS. */
export function browserGpu(): Gpu | undefined {
  return (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;
}

/** Looks for a graphics card, without opening it. */
export async function findAdapter(gpu: Gpu | undefined): Promise<Found> {
  if (gpu === undefined) return { missing: 'no-webgpu' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter === null ? { missing: 'no-adapter' } : { adapter: described(adapter.info ?? {}) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { missing: 'no-adapter', message };
  }
}

function described({ vendor, architecture, device, description }: AdapterInfo): Adapter {
  // Browsers leave out details that would identify a person; any part may be empty.
  const identity = [vendor, architecture, device, description].map((part) =>
    typeof part === 'string' ? part.trim() : '',
  );
  const [maker, family, , whole] = identity;
  const name = [maker, family].filter((part) => part !== '').join(' ');
  return { name: whole !== undefined && whole !== '' ? whole : name, identity };
}
