/** `98362432` → `"98.4 MB"`: decimal units, as browsers show downloads. */
export function bytes(count: number): string {
  return `${(count / 1e6).toFixed(1)} MB`;
}

/** How much is done; it is 100% only when all is. */
export function percent(done: number, total: number): string {
  return `${total > 0 ? Math.floor((100 * done) / total) : 0}%`;
}

/** A length of time as a person would say it; never more exact than an estimate can be. */
export function timeLeft(seconds: number): string {
  if (seconds < 1.5) return 'about a second left';
  if (seconds < 60) return `${Math.round(seconds)} seconds left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'about a minute left' : `about ${minutes} minutes left`;
}
