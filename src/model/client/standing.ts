/** Bits of a client's standing in a deployment; `ClientMeasures` counts clients by bit. */
export const Standing = {
  actualCompliant: 1,
  pendingRestart: 2,
  knownCompliant: 4,
  knownUnknown: 8,
  downloaded: 16,
  /** Compliant, though something of it is not installed: a superseding update is, or it expired. */
  replaced: 32,
} as const;
