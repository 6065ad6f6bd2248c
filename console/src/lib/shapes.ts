// What the API says, as types. Ids are opaque text, amounts are decimal text with a currency, times are ISO 8601 UTC.

export interface Amount {
  value: string;
  unit: string;
}

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'neutral';

export interface User {
  id: string;
  name: string;
  displayName: string;
  role: string;
  rights: string[];
}

export interface Found {
  customerId: string;
  subscriberId: string | null;
  name: string;
  matched: { kind: string; shown: string; former?: boolean };
  state: string | null;
  number: string | null; // of the line, masked
  offering: string;
  certainty: 'exact' | 'partial';
}

export interface Usage {
  usageId: string;
  at: string;
  service: string;
  otherParty: string;
  destination: string;
  quantity: string | number;
  unit: string;
  charge: Amount;
  tariff: string;
}

export interface TimelineEntry {
  entryId: string;
  at: string;
  kind: string;
  title: string;
  note: string;
  channel: string;
  tone: string;
  by: string;
  reference: string;
  what?: string; // what happened, as a stable word, and its facts: said in the language of the page
  facts?: Record<string, string>;
}

export interface TimelinePage {
  timeline: TimelineEntry[];
  timelineNext: string | null;
}

export interface ContactAnswer {
  may: boolean;
  reasons: string[];
}

export type ContactPurpose = 'offer' | 'survey' | 'serviceNotice' | 'dunning';

export interface Complaint {
  complaintId: string;
  openedAt: string;
  about: string;
}

export interface OtherLine {
  subscriberId: string;
  msisdn: string;
  state: string;
  offering: string;
}

export interface Card extends TimelinePage {
  subscriberId: string;
  customerId: string;
  person: {
    name: string;
    language: string;
    since: string;
    segment: string;
    contract: string;
    document: string;
    email: string;
  };
  line: {
    kind: string;
    state: string;
    msisdn: string;
    imsi: string;
    iccid: string;
    login?: string;
    offering: { code: string; name: string; version: number };
    activatedAt: string | null;
    tariffGroup: string;
  };
  otherLines: OtherLine[];
  chips: { tone: Tone; text: string; code: string }[];
  pays: 'prepaid' | 'postpaid' | null;
  balance: Amount | null;
  owed: { unbilled: Amount; due: Amount; overdue: Amount } | null; // of whoever pays afterwards
  nextFee?: { amount: Amount; on: string } | null;
  usage: Usage[];
  orders: { orderId: string; at: string; state: string; what: string; kind?: string; offering?: string; note: string }[];
  consents: { purpose: string; channel: string; given: boolean }[];
  mayContact: Record<ContactPurpose, ContactAnswer>;
  complaints: Complaint[];
}

export interface Explanation {
  usageId: string;
  charge: Amount;
  steps: { title: string; detail: string; amount?: Amount }[];
  raw: Record<string, unknown>;
  tariff: { code: string; version: number };
}

// One wish to the network on the way of an order.
export interface Errand {
  step: number;
  action: string;
  undoes: boolean;
  state: string;
  tries: number;
  reason: string;
}

export interface Order {
  orderId: string;
  kind: string;
  state: string;
  note: string; // why it stopped, failed or was cancelled: a stable word
  customerId: string;
  subscriberId: string | null;
  offering: string;
  msisdn: string | null;
  iccid: string | null;
  login?: string | null;
  at: string;
  by: string;
  errands?: Errand[];
}

export interface Offering {
  code: string;
  name: string;
  version: number;
  kind: string;
  pays?: string;
  description?: string;
  monthlyFee?: Amount | null;
  tariffGroup?: string;
}

export interface FreeNumber {
  msisdn: string;
}

export interface SimCard {
  iccid: string;
}

export interface SeriesPoint {
  at: string;
  value: string | null;
  numerator?: string;
  denominator?: string;
}

export interface Series {
  metric: string;
  definition: string;
  unit: string;
  by: 'day' | 'month';
  series: { group: string; points: SeriesPoint[] }[];
}

export interface SummaryFigure {
  metric: string;
  unit: string;
  value: string | null;
  before: string | null;
  changePercent: string | null;
}

// The month so far against the same days of the month before.
export interface Summary {
  asOf: string;
  period: { from: string; to: string };
  comparedWith: { from: string; to: string };
  figures: SummaryFigure[];
  groups: { group: string; figures: SummaryFigure[] }[];
}

export interface Hint {
  customerId: string;
  what: string;
}

export interface NewPerson {
  givenName: string;
  familyName: string;
  language: string;
  email: string;
  documentKind: string;
  documentNumber: string;
}
