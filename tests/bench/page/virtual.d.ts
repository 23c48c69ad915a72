declare module 'virtual:model' {
  interface Source {
    url: string;
    bytes: number;
    sha256: string;
  }
  export const model: Source;
  export const decoder: Source;
}

declare module '*?url' {
  const url: string;
  export default url;
}

declare module '*?worker' {
  const Constructor: new () => Worker;
  export default Constructor;
}
