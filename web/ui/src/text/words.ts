/** Numbers, days and sizes as people write them. */

/** `1234` → `"1,234"`. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `counted(1, 'message')` → `"1 message"`; the plural gets an `s`, if none is given. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `98362432` → `"98.4 MB"`: decimal units, as browsers show downloads. */
export function bytes(value: number): string {
  if (value < 1e6) return `${Math.max(value > 0 ? 1 : 0, Math.round(value / 1e3))} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}

/** Milliseconds: `"8.2 ms"`, `"31 ms"`, `"1.2 s"`. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

const msPerDay = 86_400_000;

/** A day since 1970 as `"3 March 2026"`; days have no time zone. */
export function dayText(day: number, style: 'long' | 'medium' = 'long'): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: style, timeZone: 'UTC' }).format(day * msPerDay);
}

/** A day since 1970 as an `<input type="date">` has it. */
export function dayValue(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** The day that an `<input type="date">` has; `undefined` if it is none. */
export function dayOfValue(value: string): number | undefined {
  const ms = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(ms) && ms >= 0 ? Math.floor(ms / msPerDay) : undefined;
}

/** A moment within a day since 1970 that is of this day on the person's clock. */
export function noonOf(day: number): Date {
  const noon = new Date(day * msPerDay + msPerDay / 2);
  return new Date(noon.getTime() + noon.getTimezoneOffset() * 60_000);
}
