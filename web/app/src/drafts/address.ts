import type { BackendChoice, PlainCompleteOptions, ThreadChoice } from 'foreword';

/** `?backend=webgpu` and the like, for measurements: it holds for this visit and goes before what was chosen. */
export function backendOfAddress(search: string): BackendChoice | undefined {
  const asked = new URLSearchParams(search).get('backend');
  return asked === 'auto' || asked === 'cpu' || asked === 'webgpu' ? asked : undefined;
}

/**
 * `?threads=2` and the like, for measurements. The browser's tests (`?e2e`) have one thread unless they ask for more: each
 * further one is another worker, and finding out whether it helps takes time.
 */
export function threadsOfAddress(search: string): ThreadChoice {
  const address = new URLSearchParams(search);
  const asked = Number(address.get('threads') ?? NaN);
  return asked === 1 || asked === 2 || asked === 4 ? asked : address.has('e2e') ? 1 : 'auto';
}

/**
 * `?budget=50`, in milliseconds, and `?foresee=on`, for measurements. The browser's tests (`?e2e`) have no budget unless
 * they ask for one: what is offered mustn't depend on how busy the machine is that runs them.
 */
export function askedByAddress(address: URLSearchParams): PlainCompleteOptions {
  const budget = Number(address.get('budget') ?? NaN);
  return {
    ...(budget > 0 ? { budgetMs: budget } : address.has('e2e') && { budgetMs: undefined }),
    ...(address.get('foresee') === 'on' && { foresee: true }),
  };
}
