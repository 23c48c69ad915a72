import { Notice, useLoaded } from '../primitives/index.js';
import type { ProfileAccess } from '../contracts/index.js';
import { SavedChart } from '../statistics/saved-chart.js';
import { saved, savedShare, sumOf } from '../statistics/saved.js';
import { Tile, Tiles } from '../statistics/tiles.js';
import { errorText } from '../text/errors.js';
import { count } from '../text/words.js';
import { localDay } from '../speed/record.js';

/** What became of drafts: counts, without any text. */
export function Statistics({ profile, version }: { profile: ProfileAccess; version: number }) {
  const { value, error } = useLoaded(() => profile.statistics(), [profile, version]);
  if (error !== undefined) {
    return (
      <Notice kind="bad">
        <p>{errorText(error)}</p>
      </Notice>
    );
  }
  if (value === undefined) return <div class="fw-list fw-list-waiting" aria-busy="true" />;
  const sum = sumOf(value);
  const share = savedShare(sum);
  return (
    <div class="fw-statistics">
      <Tiles>
        <Tile
          name="Keystrokes saved"
          value={count(saved(sum))}
          more={share === undefined ? undefined : `${Math.round(100 * share)}% of all`}
        />
        <Tile name="Keys pressed" value={count(sum.typed)} />
        <Tile name="Drafts taken" value={count(sum.taken)} />
        <Tile name="Drafts dismissed" value={count(sum.dismissed)} />
      </Tiles>
      <SavedChart statistics={value} today={localDay()} />
    </div>
  );
}
