/** A file of the weights, in the form that is downloaded and in the form that the engine reads. */
export interface WeightFile {
    /** Name of the download. It carries the beginning of its hash, so that no cache takes one version for another. */
    readonly file: string;
    /** Size of the unpacked file. */
    readonly bytes: number;
    /** SHA-256 of the unpacked file, 64 lower-case hexadecimal digits. */
    readonly sha256: string;
    /** Size and SHA-256 of the download. */
    readonly packed: {
        readonly bytes: number;
        readonly sha256: string;
    };
}
/**
 * The weights that this version is made for. The package `foreword-model` has these files. A new version of the code
 * names the same files until the weights themselves change, so that an update of the code downloads none of them again.
 */
export declare const weights: {
    readonly encoder: WeightFile;
    readonly decoder: WeightFile;
};
