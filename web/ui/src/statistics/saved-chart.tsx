import type { ProfileStatistics } from 'foreword';
import { count, dayText } from '../text/words.js';
import { lastDays } from './saved.js';

const shownDays = 30;

/** Keystrokes saved on each of the last days, as bars. Screen readers get the days that have any. */
export function SavedChart({ statistics, today }: { statistics: ProfileStatistics; today: number }) {
  const days = lastDays(statistics, today, shownDays);
  const most = Math.max(1, ...days.map(({ saved }) => saved));
  const sum = days.reduce((all, { saved }) => all + saved, 0);
  return (
    <figure class="fw-bars">
      <figcaption class="fw-small">
        Keystrokes saved in the last {shownDays} days: <strong class="fw-numbers">{count(sum)}</strong>
      </figcaption>
      <div class="fw-bars-plot" aria-hidden="true">
        {days.map(({ day, saved }) => (
          <div class="fw-bar" key={day} title={`${dayText(day)}: ${count(saved)}`}>
            <div class="fw-bar-fill" style={{ height: `${(100 * saved) / most}%` }} />
          </div>
        ))}
      </div>
      <div class="fw-bars-ends fw-small fw-numbers" aria-hidden="true">
        <span>{dayText(days[0]?.day ?? today, 'medium')}</span>
        <span>most on a day: {count(most === 1 && sum === 0 ? 0 : most)}</span>
        <span>today</span>
      </div>
      <div class="fw-hidden">
        <table>
          <caption>Keystrokes saved by day</caption>
          <tbody>
            {days
              .filter(({ saved }) => saved > 0)
              .map(({ day, saved }) => (
                <tr key={day}>
                  <th scope="row">{dayText(day)}</th>
                  <td>{saved}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
