/** Calls a function of the page's `bench`; see `page/gpu.ts`. */
export function call(page, name, ...given) {
  return page.evaluate(([function_, list]) => globalThis.bench[function_](...list), [name, given]);
}

/** Loads both flavours; what the adapter is and how long loading took. */
export async function openFlavours(page, kernels) {
  const adapter = await call(page, 'adapter');
  const gpu = await call(page, 'load', 'gpu', kernels);
  progress(`GPU loaded in ${(gpu.ms / 1000).toFixed(1)} s: ${gpu.device}`);
  const cpu = await call(page, 'load', 'cpu');
  return { adapter, loaded: { gpu, cpu } };
}

export function progress(what) {
  console.error(`gpu: ${what}`);
}
