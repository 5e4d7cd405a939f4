// The types of blobcopy/testing.

/** What an emulator serves. */
export interface EmulatorOptions {
  /** Any port that is free, if left out. */
  port?: number;
  /** Accounts with their keys in base64; the public development account, if left out. */
  accounts?: Record<string, string>;
  /** Containers that every account has from the start. */
  containers?: string[];
  /** How long a copy takes. Default: 2,000. */
  copyDurationInMs?: number;
  /** Or how fast it is. */
  bytesPerSecond?: number;
  /** How long a copy first stands still. */
  copyDelayInMs?: number;
  /** Whether time stands until `advance` moves it. */
  manualClock?: boolean;
  /** Whether https is spoken too, on the same port. */
  https?: boolean;
  /** Whether old states of blobs are kept as versions. */
  versioning?: boolean;
  /** Whether nobody is asked for anything. */
  loose?: boolean;
  /** Whether tokens are taken over plain http. */
  bearerOverHttp?: boolean;
}

/** What goes wrong. The emulator's README has the kinds, and what they take. */
export interface FaultEffect {
  kind:
    | "refuse_connection"
    | "reset_before"
    | "reset_after"
    | "delay"
    | "refuse"
    | "truncate_body"
    | "drip_body"
    | "wrong_content_length"
    | "skew_clock"
    | "expire_token"
    | "fail_copy";
  [detail: string]: unknown;
}

/** Something that shall go wrong with some of the requests that come. */
export interface Fault {
  effect: FaultEffect;
  /** Such as `CopyBlob`; any, if left out. */
  operation?: string | null;
  account?: string | null;
  /** How many requests it spares first. */
  skip?: number;
  /** How often it happens; without end, if left out. */
  times?: number | null;
  probability?: number;
  seed?: number;
}

/** A request that came, without its secrets. */
export interface LoggedRequest {
  number: number;
  time: string;
  method: string;
  target: string;
  operation: string | null;
  client_request_id: string | null;
  status: number | null;
  error_code: string | null;
}

/** A running Blob service on loopback whose copies stay pending. It forgets everything when it is stopped. */
export declare class Emulator {
  constructor(options?: EmulatorOptions);
  get port(): number;
  /** The certificate that https clients have to trust, in PEM. */
  get certificateAuthority(): string;
  /** Where orders in JSON are taken, from any language. */
  get controlEndpoint(): string;
  endpoint(account?: string): string;
  httpsEndpoint(account?: string): string;
  /** What other tools need to use an account. It holds the key, so it is a secret. */
  connectionString(account?: string): string;
  /** The emulator's time. */
  now(): Date;
  /** Lets time pass, where the clock is moved by hand. */
  advance(milliseconds: number): void;
  addFault(fault: Fault): void;
  clearFaults(): void;
  faults(): Array<{ fault: Fault; happened: number }>;
  requests(): LoggedRequest[];
  /** Lets the pending copy into a blob fail; false if there is none. */
  failCopy(copy: { account?: string; container: string; blob: string; description?: string }): boolean;
  stop(): void;
}
