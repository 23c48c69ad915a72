/** The WASM builds for the processor. One of them is loaded first, by what the browser can run. */
export const cpuFlavours = ['cpu-relaxed', 'cpu'] as const;
export type CpuFlavour = (typeof cpuFlavours)[number];

/** All WASM builds. */
export const flavours = [...cpuFlavours, 'webgpu'] as const;
export type Flavour = (typeof flavours)[number];
