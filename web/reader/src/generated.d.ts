/** Stands in for the generated glue while it has not been built; the real declarations win where they exist. */
declare module '*/foreword_reader.js' {
  const start: import('./core.js').Glue['default'];
  export default start;
  export const Survey: import('./core.js').Glue['Survey'];
  export const Import: import('./core.js').Glue['Import'];
}
