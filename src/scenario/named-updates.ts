import type { Catalog } from '../model/updates/catalog.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';

/**
 * Numbers of updates, ascending, by their ids or by the KB numbers that several may share; reports names that are not in
 * the catalogue. `isMeant`: which of them can be meant at all; a name of others only is reported with `otherwise`.
 */
export function updatesNamed(
  written: readonly string[],
  { updates }: Catalog,
  path: Path,
  mistakes: Mistakes,
  isMeant: (update: number) => boolean = () => true,
  otherwise = '',
): number[] {
  const numbers = written.flatMap((name, at) => {
    const found = updates.flatMap(({ id, kb }, number) => (id === name || kb === name ? [number] : []));
    const meant = found.filter(isMeant);
    if (found.length === 0) {
      const isNumber = updates.some(({ kb }) => kb === `KB${name}`);
      const near = isNumber
        ? `; write KB${name}`
        : suggestion(name, [...updates.map(({ kb }) => kb), ...updates.map(({ id }) => id)]);
      mistakes.at([...path, at], `"${name}" is not an update of the catalogue${near}`);
    } else if (meant.length === 0) {
      mistakes.at([...path, at], `"${name}" ${otherwise}`);
    }
    return meant;
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
