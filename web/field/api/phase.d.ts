/**
 * What a field is doing: `"off"` (paused by its owner), `"idle"`, `"asking"` (drafts for the text as it is are on their
 * way), or `"pausing"` (the pause in typing is measured, or used to show drafts that were held or to have all layers write
 * again).
 */
export type Phase = 'off' | 'idle' | 'asking' | 'pausing';
/** Keeps the phase and tells of its changes. */
export declare class PhaseKeeper {
    #private;
    private readonly onPhase;
    constructor(onPhase: (phase: Phase) => void);
    get phase(): Phase;
    set isOn(value: boolean);
    set isAsking(value: boolean);
    set isPausing(value: boolean);
    set isHolding(value: boolean);
    /** Resolves once nothing is asked or planned. */
    idle(): Promise<void>;
    private get isIdle();
    private tell;
}
