import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface SwitchProps {
  label: ComponentChildren;
  /** Says more, in smaller print. */
  more?: ComponentChildren;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isDisabled?: boolean;
}

/** Something that is on or off. */
export function Switch({ label, more, isOn, onChange, isDisabled = false }: SwitchProps) {
  const id = useId();
  return (
    <label class="fw-switch">
      <span class="fw-switch-label" id={id}>
        {label}
      </span>
      {more !== undefined && (
        <span class="fw-switch-more" id={`${id}-more`}>
          {more}
        </span>
      )}
      <input
        class="fw-switch-input"
        type="checkbox"
        role="switch"
        checked={isOn}
        disabled={isDisabled}
        aria-labelledby={id}
        aria-describedby={more === undefined ? undefined : `${id}-more`}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
    </label>
  );
}

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value in words; screen readers hear it too. */
  text: string;
  /** What the ends mean. */
  ends?: readonly [string, string];
  /** While it moves. */
  onValue?: (value: number) => void;
  /** When it has been moved. */
  onChange?: (value: number) => void;
}

/** A number between two ends. */
export function Slider({ label, value, min, max, step, text, ends, onValue, onChange }: SliderProps) {
  const id = useId();
  return (
    <div class="fw-slider">
      <label class="fw-label" for={id}>
        {label}
      </label>
      <output class="fw-slider-value" for={id}>
        {text}
      </output>
      <input
        class="fw-slider-input"
        type="range"
        id={id}
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onValue?.(event.currentTarget.valueAsNumber)}
        onChange={(event) => onChange?.(event.currentTarget.valueAsNumber)}
      />
      {ends && (
        <div class="fw-slider-ends" aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}

export interface SegmentsProps<T extends string> {
  label: string;
  /** Whether the label is read only. Default false. */
  isLabelHidden?: boolean;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
  isDisabled?: boolean;
}

/** One of a few, side by side. */
export function Segments<T extends string>({
  label,
  isLabelHidden = false,
  options,
  value,
  onChange,
  isDisabled = false,
}: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset class="fw-field">
      <legend class={isLabelHidden ? 'fw-hidden' : 'fw-label'}>{label}</legend>
      <div>
        <div class="fw-segments">
          {options.map((option) => (
            <label class="fw-segment" key={option.value}>
              <input
                type="radio"
                name={name}
                value={option.value}
                checked={option.value === value}
                disabled={isDisabled}
                onChange={() => {
                  onChange(option.value);
                }}
              />
              {option.label}
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  );
}
