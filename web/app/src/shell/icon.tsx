/** One of the drawings in `public/symbols.svg`. */
export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" aria-hidden="true">
      <use href={`./symbols.svg#${name}`} />
    </svg>
  );
}
