import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';

/**
 * What sites work on at a time: few contents (`packagesMax`, as an image is a package to them), and few distribution
 * points of each; a point with hours or a limit takes one transfer (domain, thread and queue defaults).
 */
export class SendingThreads {
  /** Per site and content: transfers under way; per site: contents with any; per point: transfers under way. */
  sendingCount: Uint16Array;
  packagesInWork: Uint16Array;
  pointCount: Uint16Array;

  readonly #scenario: Scenario;
  readonly #contentCount: number;

  constructor(scenario: Scenario, contentCount: number, book: StateBook) {
    const { sites, distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#contentCount = contentCount;
    this.sendingCount = new Uint16Array(sites.length * contentCount);
    this.packagesInWork = new Uint16Array(sites.length);
    this.pointCount = new Uint16Array(distributionPoints.length);
    book.own('distribution managers', this, ['sendingCount', 'packagesInWork', 'pointCount']);
  }

  /** Whether the site of a point may begin to send a content there. */
  isFree(content: number, point: number): boolean {
    const { site, delivery } = this.#scenario.distributionPoints[point]!;
    const { packagesMax, threadsPerPackage } = this.#scenario.sites[site]!.contentDistribution;
    const sending = this.sendingCount[this.#workOf(content, site)]!;
    if (sending >= threadsPerPackage) return false;
    if (sending === 0 && this.packagesInWork[site]! >= packagesMax) return false;
    const isSingle = delivery.kind === 'sent' && (delivery.hours !== null || delivery.limit !== null);
    return !isSingle || this.pointCount[point] === 0;
  }

  begin(content: number, point: number): void {
    const { site } = this.#scenario.distributionPoints[point]!;
    if (this.sendingCount[this.#workOf(content, site)]!++ === 0) this.packagesInWork[site]!++;
    this.pointCount[point]!++;
  }

  end(content: number, point: number): void {
    const { site } = this.#scenario.distributionPoints[point]!;
    if (--this.sendingCount[this.#workOf(content, site)]! === 0) this.packagesInWork[site]!--;
    this.pointCount[point]!--;
  }

  #workOf(content: number, site: number): number {
    return site * this.#contentCount + content;
  }
}
