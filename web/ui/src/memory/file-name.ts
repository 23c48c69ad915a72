/** The name of an export of today. */
export function exportName(date: Date = new Date()): string {
  return `foreword-memory-${date.toISOString().slice(0, 10)}.json`;
}
