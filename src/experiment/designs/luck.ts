import { Luck } from '../../sim/random.ts';

/** The luck of a design: its own, whatever the scenarios draw. */
export function designLuck(seed: string): Luck {
  return new Luck(`design of experiment ${seed}`, 0);
}
