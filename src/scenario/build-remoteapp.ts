import type { RemoteAppCollection, RemoteAppPlan, Scenario } from '../model/scenario.ts';
import type { TemplateImages } from './build-template-images.ts';
import type { Path } from './issue.ts';
import { Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';

type WrittenCollection = NonNullable<NonNullable<Parts['remoteAppCollections']>[number]>;

interface PlanLimits {
  /** Sessions that one host takes. */
  readonly usersPerHost: number;
  /** Users of a collection: by default, and at most. */
  readonly usersDefault: number;
  readonly usersMax: number;
}

/** What a plan allows (domain, RemoteApp limits and timers). */
export const PLANS: Readonly<Record<RemoteAppPlan, PlanLimits>> = {
  basic: { usersPerHost: 16, usersDefault: 400, usersMax: 800 },
  standard: { usersPerHost: 10, usersDefault: 250, usersMax: 500 },
  premium: { usersPerHost: 4, usersDefault: 100, usersMax: 100 },
  premiumPlus: { usersPerHost: 2, usersDefault: 50, usersMax: 50 },
};

/** What the documents ask for a collection at full size (domain, RemoteApp limits and timers: subnet sizing). */
const ADDRESSES_DEFAULT = 100;

/** The RemoteApp collections of a scenario. */
export class RemoteAppCollections {
  readonly names: Names;
  readonly #parts: Parts;
  readonly #images: TemplateImages;
  readonly #locations: Names;
  readonly #mistakes: Mistakes;

  constructor(parts: Parts, images: TemplateImages, locations: Names, mistakes: Mistakes) {
    const named = namedAt(mistakes.root, ['remoteAppCollections']);
    const isRead = parts.remoteAppCollections !== undefined;
    this.names = Names.of('RemoteApp collection', named, isRead, mistakes);
    this.#parts = parts;
    this.#images = images;
    this.#locations = locations;
    this.#mistakes = mistakes;
  }

  /** Time zones that are new are added to `zones`. */
  build(zones: string[]): RemoteAppCollection[] {
    return (this.#parts.remoteAppCollections ?? []).flatMap((written, at) => {
      return written === null ? [] : (this.#build(written, zones, ['remoteAppCollections', at]) ?? []);
    });
  }

  #build(written: WrittenCollection, zones: string[], path: Path): RemoteAppCollection | null {
    const { name, kind, plan, work } = written;
    const { usersPerHost, usersDefault } = PLANS[plan];
    const templateImage = this.#imageAtStart(written.templateImage, [...path, 'templateImage']);
    const zone = this.#zoneOf(written, path);
    this.#checkUsers(written, [...path, 'users']);
    if (kind === 'cloud' && written.addresses !== undefined) {
      this.#mistakes.at(
        [...path, 'addresses'],
        'are of a subnet, which only a hybrid collection has; leave it out, or write "kind: hybrid"',
      );
    }
    if (zone === null) return null;
    if (!zones.includes(zone)) zones.push(zone);
    return {
      name,
      kind,
      plan,
      usersPerHost,
      addressCount: kind === 'hybrid' ? (written.addresses ?? ADDRESSES_DEFAULT) : null,
      userCount: written.users ?? usersDefault,
      zone: zones.indexOf(zone),
      templateImage,
      work: workOf(work),
    };
  }

  /** An image that is there from the start; −1 after a mistake. */
  #imageAtStart(name: string, path: Path): number {
    const { names, resolved } = this.#images;
    const image = names.find(name, path);
    let start = resolved[image];
    while (start && start.source >= 0) start = resolved[start.source];
    if (!start || start === resolved[image]) return image;
    this.#mistakes.at(
      path,
      `"${name}" is made during the run; begin with one that is there, such as "${start.written.name}", and write "do: updateCollection"`,
    );
    return -1;
  }

  #zoneOf({ timeZone, location }: WrittenCollection, path: Path): string | null {
    const at = location === undefined ? -1 : this.#locations.find(location, [...path, 'location']);
    const place = at < 0 ? undefined : this.#parts.locations?.[at];
    const zone = timeZone ?? place?.timeZone;
    const isUnread = (location !== undefined && at < 0) || place === null;
    if (zone === undefined && !isUnread) {
      const nor = location === undefined ? '' : ', nor has its location';
      this.#mistakes.at(path, `has no time zone${nor}; write for example "timeZone: Europe/Paris"`);
    }
    return zone ?? null;
  }

  #checkUsers({ users, plan }: WrittenCollection, path: Path): void {
    const { usersDefault, usersMax } = PLANS[plan];
    if (users === undefined || users <= usersDefault) return;
    if (users > usersMax) {
      this.#mistakes.at(
        path,
        `is more than the ${usersMax} that a collection of the plan "${plan}" takes at most; divide them into several collections`,
      );
      return;
    }
    this.#mistakes.warn(
      path,
      `is more than the ${usersDefault} that a collection of the plan "${plan}" takes by default; the limit has to be raised ` +
        'by support (RemoteApp limits)',
    );
  }
}

function workOf(written: WrittenCollection['work']): RemoteAppCollection['work'] {
  const { days, from, to, signOut, disconnect, ...others } = written;
  return {
    ...others,
    weekdays: days,
    fromMs: from,
    toMs: to,
    signOutShare: signOut,
    disconnectShare: disconnect,
  };
}

type Plain = Readonly<Record<string, unknown>>;

/** Collections as they resolve: with the users and addresses that are left to the default. */
export function resolvedCollections(plain: readonly Plain[], { remoteAppCollections }: Scenario): Plain[] {
  return plain.map((written, at) => {
    const { name, kind, plan } = written;
    const { userCount, addressCount } = remoteAppCollections[at]!;
    const addresses = addressCount === null ? {} : { addresses: addressCount };
    return { name, kind, ...addresses, plan, users: userCount, ...written };
  });
}
