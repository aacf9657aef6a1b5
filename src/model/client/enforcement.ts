/** Where the client's own enforcement of a deployment stands: bits of a number per client and deployment. */
export const Enforcement = {
  /** The deployment's policy has arrived. */
  policy: 1,
  /** Its content may be downloaded: it was wanted, and a scan has ended since. */
  mayDownload: 2,
  /** Its deadline has passed for this client. */
  deadline: 4,
  /** It was compliant once. */
  everCompliant: 8,
  /** The client wants its content; the next scan says of which updates. */
  wanted: 16,
  /** The client has installed an update of it. */
  carriedOut: 32,
  /** A user has started its installation. */
  byUser: 64,
  /** It is an available one: nothing of it is fetched or installed before a user starts it. */
  available: 128,
  /** What a user had started is to be installed again, because it went missing or failed. */
  again: 256,
  /** It was compliant for the first time when the deadline that its site has had passed. */
  compliantLate: 512,
  /** It is under way to compliance: released, a member, in the fleet, and not compliant since the release. */
  underWay: 1024,
  /** The client was a member of its collection once. */
  everMember: 4096,
} as const;

/** What is to be installed: the deadline has passed, a user has started it, or had. */
export const TO_INSTALL = Enforcement.deadline | Enforcement.byUser | Enforcement.again;
