/** What the build puts into the entry `foreword/inlined`. */

declare module 'inlined:worker' {
  /** The worker's script. */
  const script: string;
  export default script;
}

declare module 'inlined:cpu' {
  /** The WASM build, deflated (raw), in base64. */
  const deflated: string;
  export default deflated;
}

declare module 'inlined:cpu-relaxed' {
  const deflated: string;
  export default deflated;
}
