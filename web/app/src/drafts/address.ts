import type { BackendChoice } from 'foreword';

/** `?backend=webgpu` and the like, for measurements: it holds for this visit and goes before what was chosen. */
export function backendOfAddress(search: string): BackendChoice | undefined {
  const asked = new URLSearchParams(search).get('backend');
  return asked === 'auto' || asked === 'cpu' || asked === 'webgpu' ? asked : undefined;
}
