declare module 'virtual:model' {
  interface Source {
    url: string;
    bytes: number;
    sha256: string;
  }
  export const model: Source;
  export const decoder: Source;
}
