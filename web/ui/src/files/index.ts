/** Has the browser save a file. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download holds the blob by then, also where it waits for the person to choose a folder.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
