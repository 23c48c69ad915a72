declare module 'virtual:model' {
  const model: { url: string; bytes: number; sha256: string };
  export default model;
}
