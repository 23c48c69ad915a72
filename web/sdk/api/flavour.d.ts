/** The WASM builds for the processor. One of them is loaded first, by what the browser can run. */
export type CpuFlavour = 'cpu-relaxed' | 'cpu';
/** All of them. */
export declare const cpuFlavours: readonly ["cpu-relaxed", "cpu"];
/** All WASM builds. */
export type Flavour = CpuFlavour | 'webgpu';
/** All of them. */
export declare const flavours: readonly ["cpu-relaxed", "cpu", "webgpu"];
