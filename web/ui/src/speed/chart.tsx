import { useEffect, useRef } from 'preact/hooks';
import { dayText, milliseconds } from '../text/words.js';
import type { DayTimes } from './series.js';

const height = 220;
const secondsPerDay = 86_400;

/** This device's times by day. The library that draws them is loaded when there is something to draw. */
export function SpeedChart({ days }: { days: readonly DayTimes[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    return drawn(current, days);
  }, [days]);
  return (
    <figure class="fw-card fw-chart">
      <figcaption class="fw-chart-legend fw-small">
        <span data-line="p50">half of the drafts within</span>
        <span data-line="p95">95% within</span>
      </figcaption>
      <div class="fw-chart-plot" ref={box} aria-hidden="true" style={{ minHeight: `${height}px` }} />
      <div class="fw-hidden">
        <table>
          <caption>Times from a letter to its drafts, by day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Half within</th>
              <th scope="col">95% within</th>
            </tr>
          </thead>
          <tbody>
            {days.slice(-14).map(({ day, p50, p95 }) => (
              <tr key={day}>
                <th scope="row">{dayText(day)}</th>
                <td>{milliseconds(p50)}</td>
                <td>{milliseconds(p95)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** Draws, follows the width and the colours, and returns what ends that. */
function drawn(box: HTMLElement, days: readonly DayTimes[]): () => void {
  let end = () => undefined as unknown;
  let isOver = false;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const draw = async () => {
    const { default: Plot } = await import('uplot');
    end();
    if (isOver) return;
    const paint = colours(box);
    const axis = {
      stroke: paint('--ink-soft'),
      grid: { stroke: paint('--line'), width: 1 },
      ticks: { show: false },
    };
    const [first, last] = [days[0]?.day ?? 0, days.at(-1)?.day ?? 0];
    const line = (name: string) => ({
      stroke: paint(name),
      width: 2,
      points: { show: days.length < 60, size: 5 },
    });
    const plot = new Plot(
      {
        width: box.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          // Two weeks at least: a single day stands at their end, and not at the edge of years to come.
          x: {
            time: true,
            range: [(Math.min(first, last - 13) - 0.5) * secondsPerDay, (last + 0.5) * secondsPerDay],
          },
          y: { range: (_plot, _least, most) => [0, Math.max(10, most * 1.15)] },
        },
        axes: [
          {
            ...axis,
            space: 80,
            incrs: [1, 2, 7, 14, 30, 61, 122, 365].map((some) => some * secondsPerDay),
            size: 30,
            values: (_plot, splits) => splits.map((at) => dayText(at / secondsPerDay, 'medium').slice(0, -5)),
          },
          { ...axis, size: 64, values: (_plot, splits) => splits.map((ms) => `${ms} ms`) },
        ],
        series: [{}, line('--accent'), line('--warm')],
      },
      [days.map(({ day }) => day * secondsPerDay), days.map(({ p50 }) => p50), days.map(({ p95 }) => p95)],
      box,
    );
    const watching = new ResizeObserver(() => {
      if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height });
    });
    watching.observe(box);
    end = () => {
      watching.disconnect();
      plot.destroy();
      end = () => undefined;
    };
  };
  const redraw = () => {
    // Without the library the numbers are there all the same.
    draw().catch(() => undefined);
  };
  const themes = new MutationObserver(redraw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  dark.addEventListener('change', redraw);
  redraw();
  return () => {
    isOver = true;
    themes.disconnect();
    dark.removeEventListener('change', redraw);
    end();
  };
}

/** Colours as they are now: a canvas knows neither custom properties nor `light-dark`. */
function colours(box: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    box.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
