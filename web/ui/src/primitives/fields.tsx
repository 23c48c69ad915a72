import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.js';

interface Labelled {
  label: string;
  hint?: ComponentChildren;
  /** Says what is wrong, and marks the field. */
  error?: string | undefined;
}

/** A label, a control, a hint and an error that belong together. */
function Labels({
  id,
  label,
  hint,
  error,
  children,
}: Labelled & { id: string; children: ComponentChildren }) {
  return (
    <div class="fw-field">
      <label class="fw-label" for={id}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p class="fw-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="fw-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Labelled) {
  const ids = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`];
  return {
    'aria-describedby': ids.filter(Boolean).join(' ') || undefined,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  };
}

export interface TextFieldProps extends Labelled {
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'password' | 'date';
  placeholder?: string;
  autocomplete?: string;
  spellcheck?: boolean;
  max?: string;
  inputRef?: Ref<HTMLInputElement>;
}

const inputTypes = {
  text: { type: 'text' },
  password: { type: 'password' },
  date: { type: 'date' },
} as const;

/** One line of text. */
export function TextField({
  label,
  hint,
  error,
  value,
  onValue,
  type = 'text',
  inputRef = null,
  ...rest
}: TextFieldProps) {
  const id = useId();
  return (
    <Labels id={id} label={label} hint={hint} error={error}>
      <input
        dir="auto"
        {...rest}
        {...inputTypes[type]}
        ref={inputRef}
        class="fw-input"
        id={id}
        value={value}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
        {...describedBy(id, { label, hint, error })}
      />
    </Labels>
  );
}

export interface TextAreaProps extends Labelled {
  value: string;
  onValue: (value: string) => void;
  placeholder?: string;
  rows?: number;
  /** The field is left. */
  onLeave?: () => void;
  areaRef?: Ref<HTMLTextAreaElement>;
}

/** Several lines of text; it grows with them where the browser can. */
export function TextArea({
  label,
  hint,
  error,
  value,
  onValue,
  onLeave,
  areaRef = null,
  ...rest
}: TextAreaProps) {
  const id = useId();
  return (
    <Labels id={id} label={label} hint={hint} error={error}>
      <textarea
        autocomplete="off"
        dir="auto"
        {...rest}
        ref={areaRef}
        class="fw-input fw-area"
        id={id}
        value={value}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
        onBlur={() => onLeave?.()}
        {...describedBy(id, { label, hint, error })}
      />
    </Labels>
  );
}

/** A field to search with; its name is read, not shown. */
export function SearchField({
  label,
  value,
  onValue,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <label class="fw-search">
      <span class="fw-hidden">{label}</span>
      <Icon name="search" />
      <input
        class="fw-input"
        type="search"
        dir="auto"
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
      />
    </label>
  );
}
