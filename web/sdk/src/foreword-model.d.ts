/** The package of weights, which need not be installed. */
declare module 'foreword-model' {
  export const files: Readonly<Record<string, string>> | undefined;
}
