import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, OPTIONS } from '../model/small-fleet.ts';
import { loaded } from './deploying.ts';
import { loadText, mistakesOf, SMALL, smallWith } from './loading.ts';

/** The only deployment of SMALL, with further lines. */
function june(...lines: readonly string[]) {
  const more = lines.map((line) => `    ${line}\n`).join('');
  return loaded('', SMALL.replace('    created: 2024', `${more}    created: 2024`)).deployments[0]!;
}

describe('A deployment by hand', () => {
  it('is what the wizard proposes when nothing else is said', () => {
    expect(june()).toMatchObject({
      enabled: true,
      selection: null,
      deadlineDelay: null,
      alert: null,
      options: OPTIONS,
    });
  });

  it('says on the pages of the wizard what becomes of restarts, windows, filters and users', () => {
    const written = june(
      'installOutsideWindows: true',
      'restartOutsideWindows: true',
      'suppressRestart: [servers]',
      'commitsChanges: false',
      'grace: true',
      'userExperience: hidden',
      'wakeOnLan: true',
      'evaluatesAfterRestart: true',
      'neighbourContent: false',
      'siteDefaultContent: true',
      'microsoftUpdateContent: true',
      'meteredAtDeadline: true',
      'alert: { below: 90 %, after: 24 h }',
      'enabled: false',
    );
    expect(written).toMatchObject({
      enabled: false,
      alert: { share: 0.9, afterDeadlineMs: DAY_MS },
      options: {
        installOutsideWindows: true,
        restartOutsideWindows: true,
        suppressRestart: { workstations: false, servers: true },
        commitsChanges: false,
        grace: true,
        isShown: false,
        wakeOnLan: true,
        evaluatesAfterRestart: true,
        neighbourContent: false,
        siteDefaultContent: true,
        microsoftUpdateContent: true,
        meteredAtDeadline: true,
      },
    });
  });

  it('is an available one by its purpose or for want of a deadline', () => {
    const without = SMALL.replace(
      '    deadline: 2024-06-18 17:00 client-local\n',
      '    purpose: available\n',
    );
    expect(loaded('', without).deployments[0]!.deadlineMs).toBe(null);
    const none = smallWith('deadline: 2024-06-18 17:00 client-local', 'deadline: none');
    expect(loaded('', none).deployments[0]!.deadlineMs).toBe(null);
  });

  it('asks the site which of its updates clients require, when it is created', () => {
    const asked = smallWith(
      'updates: { released:',
      'updates: { requiredOnMoreThan: 50, superseded: false, released:',
    );
    expect(loaded('', asked).deployments[0]).toMatchObject({
      updates: [1],
      selection: { requiredOnMoreThan: 50, releasedWithinMs: null, superseded: false },
    });
  });

  it.each([
    ['a day and a bit', '2024-06-11 21:00 UTC', '5 h', [1]],
    ['from the release to the creation', '2024-06-11 21:00 UTC', '4 h', [1]],
    ['shorter', '2024-06-11 21:00 UTC', '239 min', null],
    ['a month', '2024-06-11 21:00 UTC', '30 d', [0, 1]],
  ])('takes what was released within some time before its creation: %s', (_, created, within, updates) => {
    const text = SMALL.replace(
      /updates: \{ released.*\n/,
      `updates: { released: { within: ${within} } }\n`,
    ).replace('created: 2024-06-11 21:00 UTC', `created: ${created}`);
    if (updates === null) expect(mistakesOf(text).join()).toContain('selects no update of the catalogue');
    else expect(loaded('', text).deployments[0]!.updates).toEqual(updates);
  });

  it('takes what has every word in its title', () => {
    const titled = SMALL.replace(
      '      size: 750 MB\n',
      '      size: 750 MB\n      title: 2024-06 Cumulative Update\n',
    );
    const of = (words: string) =>
      titled.replace(/updates: \{ released.*\n/, `updates: { title: ${words} }\n`);
    expect(loaded('', of('[cumulative, 2024-06]')).deployments[0]!.updates).toEqual([1]);
    expect(mistakesOf(of('[cumulative, 2024-07]')).join()).toContain('selects no update');
  });

  it('goes to a collection, and downloads to a package, that have names', () => {
    const more = `packages: [{ name: Monthly, source: \\\\server\\monthly }]\ncollections: [{ name: Pilot, groups: [branch] }]\n`;
    const text = SMALL.replace(
      '    created: 2024',
      '    collection: Pilot\n    package: Monthly\n    created: 2024',
    );
    const { deployments, collections, packages } = loaded(more, text);
    expect(collections[deployments[0]!.collection]).toMatchObject({ name: 'Pilot', groups: [1] });
    expect(deployments[0]!.packages.map((number) => packages[number]!.name)).toEqual(['Monthly']);
    expect(june('package: none').packages).toEqual([]);
  });

  it('has its deadline spread where client settings or it itself say so', () => {
    const spread = { law: 'uniform', min: 0, max: 2 * HOUR_MS };
    const settings = 'clientSettings: { randomizesDeadline: true }\n';
    expect(loaded(settings).deployments[0]!.deadlineDelay).toEqual(spread);
    const off = SMALL.replace('    created: 2024', '    deadlineRandomDelay: off\n    created: 2024');
    expect(loaded(settings, off).deployments[0]!.deadlineDelay).toBe(null);
  });

  it('can be changed by path', () => {
    const { scenario } = loadText(SMALL, {
      set: ['deployments[June].wakeOnLan=true', 'deployments[June].grace=true'],
    });
    expect(scenario!.deployments[0]!.options).toMatchObject({ wakeOnLan: true, grace: true });
  });
});
