/** Stands in for the generated glue while it has not been built; the real declarations win where they exist. */
declare module '*/foreword_wasm.js' {
  const start: import('./wasm.js').Start;
  export default start;
  export const ModelLoader: import('./wasm.js').LoaderClass;
  export const Unpacker: import('./wasm.js').UnpackerClass;
  export const Sha256: import('./wasm.js').Glue['Sha256'];
  export const selfTestContexts: import('./wasm.js').Glue['selfTestContexts'];
  export const judge: import('./wasm.js').Glue['judge'];
  export const help: NonNullable<import('./wasm.js').Glue['help']>;
}
