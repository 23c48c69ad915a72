import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

/** A page with its heading. */
export function Page({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="fw fw-page">
      <header class="fw-page-head">
        <h1 class="fw-page-title">{title}</h1>
        {intro !== undefined && <p class="fw-page-intro">{intro}</p>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page with its heading. */
export function Section({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="fw-section" aria-labelledby={id}>
      <div>
        <h2 class="fw-section-title" id={id}>
          {title}
        </h2>
        {intro !== undefined && <p class="fw-small">{intro}</p>}
      </div>
      {children}
    </section>
  );
}

/** What is shown where there is nothing yet, and what can be done about it. */
export function EmptyState({
  icon,
  title,
  text,
  children,
}: {
  icon: IconName;
  title: string;
  text: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="fw-empty">
      <Icon name={icon} />
      <p class="fw-empty-title">{title}</p>
      <p class="fw-empty-text">{text}</p>
      {children !== undefined && <div class="fw-row">{children}</div>}
    </div>
  );
}

/** Something that the reader should know. A bad one is announced. */
export function Notice({
  kind = 'plain',
  icon,
  children,
}: {
  kind?: 'plain' | 'warm' | 'bad';
  icon?: IconName;
  children: ComponentChildren;
}) {
  const given = icon ?? (kind === 'plain' ? 'info' : 'warning');
  return (
    <div class={`fw-notice fw-notice-${kind}`} role={kind === 'bad' ? 'alert' : undefined}>
      <Icon name={given} />
      <div class="fw-notice-body">{children}</div>
    </div>
  );
}

/** A key, as it is written for people. */
export function Kbd({ children }: { children: ComponentChildren }) {
  return <kbd class="fw-kbd">{children}</kbd>;
}

/** How much is done, 0 to 1; `undefined` while nobody knows. */
export function ProgressBar({ label, share }: { label: string; share: number | undefined }) {
  return (
    <progress
      class="fw-progress"
      aria-label={label}
      max={1}
      {...(share !== undefined && { value: Math.min(1, Math.max(0, share)) })}
    />
  );
}
