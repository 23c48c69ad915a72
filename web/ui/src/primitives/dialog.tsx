import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.js';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  isWide?: boolean;
  /** A click beside it, or Escape, doesn't close it, as while something runs that would be lost. */
  isHeld?: boolean;
  children: ComponentChildren;
}

/** A dialog over the page. The focus goes into it, and back to where it was. */
export function Dialog({ title, isOpen, onClose, isWide = false, isHeld = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open === isOpen) return;
    if (isOpen) element.showModal();
    else element.close();
  }, [isOpen]);
  return (
    <dialog
      class={isWide ? 'fw-dialog fw-dialog-wide' : 'fw-dialog'}
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        if (isHeld) event.preventDefault();
      }}
      onClose={() => {
        if (isOpen) onClose();
      }}
      onPointerDown={(event) => {
        // What isn't covered by the dialog's content is its backdrop.
        if (!isHeld && event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      {isOpen && (
        <div class="fw-dialog-sheet">
          <div class="fw-dialog-head">
            <h2 class="fw-dialog-title" id={id}>
              {title}
            </h2>
            {!isHeld && <Button kind="quiet" icon="close" isIconOnly label="Close" onClick={onClose} />}
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}

/** The buttons under a dialog. */
export function DialogFoot({ children }: { children: ComponentChildren }) {
  return <div class="fw-dialog-foot">{children}</div>;
}
