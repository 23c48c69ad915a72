import type { ComponentChildren } from 'preact';

/** A few numbers side by side, each with what it counts. */
export function Tiles({ children }: { children: ComponentChildren }) {
  return <dl class="fw-tiles">{children}</dl>;
}

export function Tile({ name, value, more }: { name: string; value: string; more?: string | undefined }) {
  return (
    <div class="fw-tile">
      <dt class="fw-small">{name}</dt>
      <dd>
        <span class="fw-tile-value fw-numbers">{value}</span>
        {more !== undefined && <span class="fw-small"> {more}</span>}
      </dd>
    </div>
  );
}
