import {
  type InferOutput,
  array,
  boolean,
  fallback,
  integer,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  parse,
  pipe,
  string,
} from 'valibot';

/** A site as the address bar has it, without `www.`. */
export const site = pipe(string(), minLength(1), maxLength(253));

/**
 * What a person has set that only an extension has; what the app has too is in `foreword-ui/settings`. Each member that
 * can't be read, such as one that another version wrote, is as if it had never been set; the others stay.
 */
export const siteSettingsSchema = object({
  /** Sites where nothing is offered. */
  offSites: fallback(array(site), () => []),
  /** Nothing is offered until then, in milliseconds since 1970; 0 for no pause. */
  pausedUntil: fallback(number(), 0),
  /** Drafts are offered in private windows, from which nothing is ever learned. */
  allowsPrivate: fallback(boolean(), false),
  /** Nothing in code editors and terminals. */
  isQuietInCode: fallback(boolean(), false),
  /** Minutes without a question after which the model leaves the memory; 0 for never. */
  idleMinutes: fallback(pipe(number(), integer(), minValue(0), maxValue(240)), 10),
});
export type SiteSettings = InferOutput<typeof siteSettingsSchema>;

/** Settings of a value of any origin; whatever is wrong in it is as never set. */
export function siteSettingsOf(value: unknown): SiteSettings {
  return parse(siteSettingsSchema, typeof value === 'object' && value !== null ? value : {});
}
