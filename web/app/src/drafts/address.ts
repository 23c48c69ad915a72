import type { BackendChoice, PlainCompleteOptions } from 'foreword';

/** `?backend=webgpu` and the like, for measurements: it holds for this visit and goes before what was chosen. */
export function backendOfAddress(search: string): BackendChoice | undefined {
  const asked = new URLSearchParams(search).get('backend');
  return asked === 'auto' || asked === 'cpu' || asked === 'webgpu' ? asked : undefined;
}

/**
 * `?budget=50`, in milliseconds, and `?foresee=off`, for measurements. The browser's tests (`?e2e`) have no budget unless
 * they ask for one: what is offered mustn't depend on how busy the machine is that runs them.
 */
export function askedByAddress(address: URLSearchParams): PlainCompleteOptions {
  const budget = Number(address.get('budget') ?? NaN);
  return {
    ...(budget > 0 ? { budgetMs: budget } : address.has('e2e') && { budgetMs: undefined }),
    ...(address.get('foresee') === 'off' && { foresee: false }),
  };
}
