/** A file of the weights, in the form that is downloaded and in the form that the engine reads. */
export interface WeightFile {
  /** Name of the download. It carries the beginning of its hash, so that no cache takes one version for another. */
  readonly file: string;
  /** Size of the unpacked file. */
  readonly bytes: number;
  /** SHA-256 of the unpacked file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Size and SHA-256 of the download. */
  readonly packed: { readonly bytes: number; readonly sha256: string };
}

/**
 * The weights that this version is made for. The package `foreword-model` has these files. A new version of the code
 * names the same files until the weights themselves change, so that an update of the code downloads none of them again.
 */
export const weights: { readonly encoder: WeightFile; readonly decoder: WeightFile } = {
  encoder: {
    file: 'foreword-encoder-7fa5447b44f34d95.packed',
    bytes: 98_362_432,
    sha256: 'cdf5c7c88a22baa00320c9d7d4a22c481c4a6865076b7fcddbf4426652e10779',
    packed: {
      bytes: 77_374_544,
      sha256: '7fa5447b44f34d95ec3318845466c0e33bd03d1f9d8287f15f37023565114b23',
    },
  },
  decoder: {
    file: 'foreword-decoder-a57738aaa788e655.packed',
    bytes: 25_534_408,
    sha256: '1e6df85653bae367b6d2194bb409e49f06678231f2854d83f0eb1d32e047b71a',
    packed: {
      bytes: 11_308_127,
      sha256: 'a57738aaa788e65538cb958e5eff6676367b0d99d2026abb00666c011300ea39',
    },
  },
};
