/**
 * The address of each file of weights by its name, or `undefined` where a bundler moved this script and left the files
 * behind. `foreword` finds this package by itself; nothing needs to be done with these addresses.
 */
export const files: Readonly<Record<string, string>> | undefined;
