import { readFileSync } from 'node:fs';

/** The version of fleetsim, from its package file; the path holds for `src` and `dist` alike. */
export function programVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What two programs must share to give the same bytes: fleetsim, and the time-zone data that resolve calendars. */
export function programEdition(): { readonly version: string; readonly timeZoneData: string } {
  return { version: programVersion(), timeZoneData: process.versions.tz ?? 'unknown' };
}
