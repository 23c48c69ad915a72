import { useId, useState } from 'preact/hooks';
import { Icon } from '../primitives/index.js';

export interface FilePickerProps {
  label: string;
  hint?: string;
  accept?: string;
  isMultiple?: boolean;
  /** What has been chosen, in words. */
  chosen?: string | undefined;
  onFiles: (files: File[]) => void;
}

/** A field that files are chosen in, or dropped on. */
export function FilePicker({ label, hint, accept, isMultiple = false, chosen, onFiles }: FilePickerProps) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  return (
    <label
      class={isOver ? 'fw-drop fw-drop-over' : 'fw-drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => {
        setIsOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Icon name="file" />
      <span class="fw-drop-label" id={id}>
        {label}
      </span>
      <span class="fw-small" id={`${id}-hint`}>
        {chosen ?? hint ?? 'or drop it here'}
      </span>
      <input
        class="fw-drop-input"
        type="file"
        accept={accept}
        multiple={isMultiple}
        aria-labelledby={id}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again, as after it was mended.
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
