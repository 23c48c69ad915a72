import { markSecret } from 'foreword-field/sensitive';

const observed: MutationObserverInit = {
  subtree: true,
  attributeFilter: ['type'],
  attributeOldValue: true,
};

/** Remembers fields that stop being passwords, such as by a button that shows them; for the element's life. */
export class OnceSecret {
  readonly #observer = new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      if (oldValue?.toLowerCase() === 'password') markSecret(target);
    }
  });

  /** Watches a document or a shadow root; one that is watched already stays so. */
  watch(root: Node): void {
    this.#observer.observe(root, observed);
  }

  end(): void {
    this.#observer.disconnect();
  }
}
