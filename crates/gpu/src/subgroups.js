// Devices with `subgroups`, which wgpu's browser half can't ask for yet. What is replaced here is put back before any other code
// of the page or worker can run.

const feature = 'subgroups';
const prototype = globalThis.GPUAdapter?.prototype;
let original;
let wasAskedFor = false;

export function begin() {
  wasAskedFor = false;
  if (prototype === undefined) return;
  original = prototype.requestDevice;
  prototype.requestDevice = function (descriptor = {}) {
    if (!this.features.has(feature)) return original.call(this, descriptor);
    wasAskedFor = true;
    return original.call(this, { ...descriptor, requiredFeatures: [...(descriptor.requiredFeatures ?? []), feature] });
  };
}

export function end() {
  if (original !== undefined) prototype.requestDevice = original;
  original = undefined;
  return wasAskedFor;
}
