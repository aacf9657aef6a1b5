import { describe, expect, it } from 'vitest';
import { settingPaths } from '../../src/scenario/setting-paths.ts';
import { allSettings } from '../../src/scenario/settings.ts';
import { loadText, SMALL } from './loading.ts';

describe('The paths that one can write after --set', () => {
  const paths = settingPaths();

  it('hold every setting of the reference', () => {
    const settings = allSettings().map(({ path }) => path.replaceAll('[]', '[*]'));
    expect(settings.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it.each(['horizon', 'seed', 'groups[*].count', 'groups[*].presence.officeHours.absence'])(
    'hold what has no grade: %s',
    (path) => expect(paths).toContain(path),
  );

  it('come once each, in a form that --set takes', () => {
    expect(new Set(paths).size).toBe(paths.length);
    // A path that names nothing would be refused as one, whatever the value.
    for (const path of paths) {
      const { issues } = loadText(SMALL, { set: [`${path}=x`] });
      const unknown = issues.filter(({ message }) => /is not a key/.test(message));
      expect([path, unknown.map(({ message }) => message)]).toEqual([path, []]);
    }
  });
});
