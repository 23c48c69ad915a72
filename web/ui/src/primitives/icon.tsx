/** Strokes of each icon on a grid of 24; drawn for this program. */
const paths = {
  add: ['M12 5v14', 'M5 12h14'],
  book: [
    'M12 6.5C10 5 7.5 4.6 4 4.8V18c3.5-.2 6 .2 8 1.7',
    'M12 6.5c2-1.5 4.5-1.9 8-1.7V18c-3.5-.2-6 .2-8 1.7',
    'M12 6.5V19.7',
  ],
  calendar: ['M5 6h14v13H5z', 'M5 10h14', 'M9 4v3.5', 'M15 4v3.5'],
  chart: ['M4 20h16', 'M7 20v-6', 'M12 20V6', 'M17 20v-9'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  close: ['M6.5 6.5l11 11', 'M17.5 6.5l-11 11'],
  copy: ['M9 9h10v11H9z', 'M15 9V4H5v11h4'],
  down: ['M7 10l5 5 5-5'],
  edit: ['M5 19l1-4L16.5 4.5l3 3L9 18z', 'M14 7l3 3'],
  export: ['M12 15V4', 'M8 8l4-4 4 4', 'M5 14v6h14v-6'],
  file: ['M6 3.5h8l4 4V20.5H6z', 'M14 3.5v4h4', 'M9 12h6', 'M9 16h6'],
  import: ['M12 4v11', 'M8 11l4 4 4-4', 'M5 14v6h14v-6'],
  info: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z', 'M12 11v5.5', 'M12 7.6v.1'],
  key: ['M4 7h16v10H4z', 'M8 14h8', 'M8 10.5h.1', 'M12 10.5h.1', 'M16 10.5h.1'],
  lock: ['M6 11h12v9H6z', 'M8.5 11V8a3.5 3.5 0 0 1 7 0v3'],
  more: ['M6 12h.1', 'M12 12h.1', 'M18 12h.1'],
  pause: ['M9 6v12', 'M15 6v12'],
  person: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z', 'M5 20c.6-4 3.3-6 7-6s6.4 2 7 6'],
  play: ['M8 5.5v13l10-6.5z'],
  search: ['M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z', 'M15.5 15.5L20 20'],
  share: ['M12 14V4', 'M8.5 7.5L12 4l3.5 3.5', 'M8 11H6v9h12v-9h-2'],
  site: [
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
    'M3 12h18',
    'M12 3c5 5.5 5 12.5 0 18',
    'M12 3c-5 5.5-5 12.5 0 18',
  ],
  speed: ['M5.6 18a8.5 8.5 0 1 1 12.8 0', 'M12 14l4-4.5'],
  trash: ['M5 7h14', 'M9.5 7V4.5h5V7', 'M7 7l.8 12.5h8.4L17 7'],
  up: ['M7 14l5-5 5 5'],
  warning: ['M12 4L2.8 20h18.4z', 'M12 10v4.5', 'M12 17.2v.1'],
  word: ['M4 18L9 6h.500l5 12', 'M5.7 14h7', 'M17 6v12', 'M15 6h4', 'M15 18h4'],
} as const;

export type IconName = keyof typeof paths;

/** One of the icons; it says nothing to screen readers. `isMirrored` where it points along the text. */
export function Icon({ name, isMirrored = false }: { name: IconName; isMirrored?: boolean }) {
  return (
    <svg
      class={isMirrored ? 'fw-icon fw-icon-mirrored' : 'fw-icon'}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {paths[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
