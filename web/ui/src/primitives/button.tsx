import type { ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './icon.js';

export interface ButtonProps {
  kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  icon?: IconName;
  /** Shows the icon alone; `label` is then its name. */
  isIconOnly?: boolean;
  label?: string;
  /** Stays in the order of the focus, and does nothing: a disabled button would lose the focus to the page. */
  isDisabled?: boolean;
  /** Whether Tab stops at it; else arrow keys lead to it, or to what it belongs to. Default true. */
  isInOrder?: boolean;
  /** It opens something. */
  hasPopup?: 'dialog' | 'menu';
  isExpanded?: boolean;
  isPressed?: boolean;
  type?: 'button' | 'submit';
  onClick?: (event: MouseEvent) => void;
  buttonRef?: Ref<HTMLButtonElement>;
  children?: ComponentChildren;
}

export function Button({
  kind = 'plain',
  icon,
  isIconOnly = false,
  label,
  isDisabled = false,
  isInOrder = true,
  hasPopup,
  isExpanded,
  isPressed,
  type = 'button',
  onClick,
  buttonRef = null,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      ref={buttonRef}
      class={`fw-button fw-button-${kind}${isIconOnly ? ' fw-button-icon' : ''}`}
      aria-label={label}
      title={isIconOnly ? label : undefined}
      tabIndex={isInOrder ? undefined : -1}
      aria-disabled={isDisabled ? 'true' : undefined}
      aria-haspopup={hasPopup}
      aria-expanded={isExpanded}
      aria-pressed={isPressed}
      onClick={(event) => {
        if (isDisabled) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
