import { OVERRIDE_FILE } from '../../scenario/sources.ts';
import { Ending } from '../exit.ts';

const PLACE = new RegExp(`^${OVERRIDE_FILE}:(\\d+):1`, 'gm');

/** Calls settings that are not among the first `setCount`, which `--set` gave, by the option that asked for them. */
export function namingSettings<T>(option: string, setCount: number, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    const message = error.message.replace(PLACE, (text, number: string) =>
      Number(number) > setCount ? option : text,
    );
    throw new Ending(error.code, message);
  }
}
