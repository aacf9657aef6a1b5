import type { Catalog } from '../model/updates/catalog.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';

/** An update as the source of the catalogue names it. */
export interface Listed {
  readonly id: string;
  readonly kb: string;
}

/**
 * Numbers of updates, ascending, by their ids or by the KB numbers that several may share; reports names that are not in
 * the catalogue. `isMeant`: which of them can be meant at all; a name of others only, or of one in the source of the
 * catalogue (`listed`) of a product that plays no part in the scenario, is reported with `otherwise`.
 */
export function updatesNamed(
  written: readonly string[],
  { updates }: Catalog,
  path: Path,
  mistakes: Mistakes,
  listed: readonly Listed[] | null,
  isMeant: (update: number) => boolean = () => true,
  otherwise = 'of a product that nobody here runs; leave it out',
): number[] {
  const numbers = written.flatMap((name, at) => {
    const found = updates.flatMap(({ id, kb }, number) => (id === name || kb === name ? [number] : []));
    const meant = found.filter(isMeant);
    const isListed = found.length > 0 || listed?.some(({ id, kb }) => id === name || kb === name) === true;
    if (!isListed) {
      const isNumber = updates.some(({ kb }) => kb === `KB${name}`);
      const near = isNumber
        ? `; write KB${name}`
        : suggestion(name, [...updates.map(({ kb }) => kb), ...updates.map(({ id }) => id)]);
      mistakes.at([...path, at], `"${name}" is not an update of the catalogue${near}`);
    } else if (meant.length === 0) {
      mistakes.at([...path, at], `"${name}" is in the catalogue, but ${otherwise}`);
    }
    return meant;
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
