/** The WASM builds for the processor. One of them is loaded first, by what the browser can run. */
export type CpuFlavour = 'cpu-relaxed' | 'cpu';

/** All of them. */
export const cpuFlavours = ['cpu-relaxed', 'cpu'] as const satisfies readonly CpuFlavour[];

/** All WASM builds. */
export type Flavour = CpuFlavour | 'webgpu';

/** All of them. */
export const flavours = [...cpuFlavours, 'webgpu'] as const satisfies readonly Flavour[];
