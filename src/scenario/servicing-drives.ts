import type { ServicingDrive } from '../model/scenario.ts';
import { suggestion } from './closest.ts';
import type { Hierarchy, PlacedSite } from './hierarchy.ts';
import type { Mistakes } from './read.ts';

/* The drives of site servers, and on which of them images are serviced. */

/** Reports drives that come twice or are not there. */
export function checkDrives({ sites }: Hierarchy, mistakes: Mistakes): void {
  for (const { name, path, written } of sites) {
    const { drives, installedOn, offlineServicingDrive } = written;
    if (drives === undefined) continue;
    const names = drives.map((drive) => drive?.name ?? null);
    names.forEach((drive, at) => {
      if (drive === null || names.indexOf(drive) === at) return;
      mistakes.at([...path, 'drives', at, 'name'], `"${drive}" is the name of another drive already`);
    });
    const known = names.filter((drive) => drive !== null);
    const isMissing = (drive: string | undefined) =>
      drive !== undefined && known.length === names.length && !known.includes(drive);
    if (isMissing(installedOn)) {
      const near = suggestion(installedOn!, known);
      mistakes.at([...path, 'installedOn'], `"${installedOn}" is not one of the "drives"${near}`);
    } else if (offlineServicingDrive !== 'automatic' && isMissing(offlineServicingDrive)) {
      mistakes.warn(
        [...path, 'offlineServicingDrive'],
        `"${offlineServicingDrive}" does not exist on the server of "${name}": images are serviced on ${installedOn}, as if ` +
          'it said automatic (seed 001, drive for offline servicing)',
      );
    }
  }
}

/** The drive on which a site without mistakes services images (seed 001, drive for offline servicing). */
export function servicingDriveOf({ written }: PlacedSite): ServicingDrive {
  const drives = (written.drives ?? []).filter((drive) => drive !== null);
  const named = (name: string | undefined) => drives.find((drive) => drive.name === name);
  const { name, free } = (named(written.offlineServicingDrive) ?? named(written.installedOn))!;
  return { name, freeBytes: free };
}
