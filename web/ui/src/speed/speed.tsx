import { Button, EmptyState, Notice, Page, Section, useLoaded, useToasts } from '../primitives/index.js';
import { SavedChart } from '../statistics/saved-chart.js';
import { saved, savedShare, sumOf } from '../statistics/saved.js';
import { Tile, Tiles } from '../statistics/tiles.js';
import { errorText } from '../text/errors.js';
import { whereText } from '../text/where.js';
import { count, milliseconds } from '../text/words.js';
import { SpeedChart } from './chart.js';
import { percentile, total } from './histogram.js';
import type { SpeedProps } from './props.js';
import { localDay } from './record.js';
import { dayTimes, latest } from './series.js';
import { TestSection } from './test-section.js';

/** Days that the figures at the top are of. */
const recentDays = 7;

/** How fast drafts come on this device, and what they have saved. */
export function Speed({ record, statistics, backend, test, program = 'Foreword' }: SpeedProps) {
  const toasts = useToasts();
  const loaded = useLoaded(() => record.days(), [record]);
  const written = useLoaded(async () => statistics?.(), [statistics]);
  const days = loaded.value ?? [];
  const recent = latest(days, recentDays);
  const [p50, p95] = [percentile(recent, 0.5), percentile(recent, 0.95)];
  const sum = written.value && sumOf(written.value);
  const share = sum && savedShare(sum);
  const error = loaded.error ?? written.error;
  return (
    <Page
      title="Speed"
      intro="Measured on this device while you write, and kept on it: numbers only, never words."
    >
      {error !== undefined && (
        <Notice kind="bad">
          <p>{errorText(error)}</p>
        </Notice>
      )}
      <Tiles>
        <Tile name="Half of the drafts within" value={p50 === undefined ? '–' : milliseconds(p50)} />
        <Tile name="95% within" value={p95 === undefined ? '–' : milliseconds(p95)} />
        <Tile name="Measured in the last 7 days" value={count(total(recent))} />
        {sum && (
          <Tile
            name="Keystrokes saved"
            value={count(saved(sum))}
            more={share === undefined ? undefined : `${Math.round(100 * share)}%`}
          />
        )}
      </Tiles>
      {backend && <p class="fw-small fw-speed-where">{whereText(backend)}</p>}
      <Section title="Day by day">
        {p50 === undefined ? (
          <div class="fw-card" aria-busy={loaded.isLoading}>
            <EmptyState
              icon="chart"
              title="Nothing measured yet"
              text="Write something, or start the test below. Times of about a year are kept."
            />
          </div>
        ) : (
          <>
            <SpeedChart days={dayTimes(days)} />
            <div>
              <Button
                kind="quiet"
                icon="trash"
                onClick={() => {
                  record.clear().then(
                    () => {
                      loaded.reload();
                      toasts.show({ text: 'All times were forgotten.' });
                    },
                    (reason: unknown) => {
                      toasts.show({ text: errorText(reason), isBad: true });
                    },
                  );
                }}
              >
                Forget these times
              </Button>
            </div>
          </>
        )}
      </Section>
      {written.value && (
        <Section title="Keystrokes saved">
          <SavedChart statistics={written.value} today={localDay()} />
        </Section>
      )}
      {test && <TestSection test={test} program={program} />}
      {toasts.view}
    </Page>
  );
}
