export function zipFolder(folder: string, file: string): { bytes: number; sha256: string };
