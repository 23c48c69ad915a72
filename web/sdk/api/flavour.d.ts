/** The WASM builds for the processor. One of them is loaded first, by what the browser can run. */
export declare const cpuFlavours: readonly ["cpu-relaxed", "cpu"];
export type CpuFlavour = (typeof cpuFlavours)[number];
/** All WASM builds. */
export declare const flavours: readonly ["cpu-relaxed", "cpu", "webgpu"];
export type Flavour = (typeof flavours)[number];
