import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours for a terminal, or plain text. */
export function colorsFor(enabled: boolean): Colors {
  return picocolors.createColors(enabled);
}
