// The types of `blobcopy/testing`.

/** The options of an emulator. */
export interface EmulatorOptions {
  /** The port on 127.0.0.1. Default: any free port. */
  port?: number;
  /** Accounts with their keys in base64. Default: the public development account. */
  accounts?: Record<string, string>;
  /** Containers that exist in each account from the start. */
  containers?: string[];
  /** The duration of each copy, in milliseconds. Default: 2,000. With 0, a copy is complete when its start returns. */
  copyDurationInMs?: number;
  /** The speed of copies, instead of `copyDurationInMs`. */
  bytesPerSecond?: number;
  /** The time before a copy makes progress, in milliseconds. Default: 0. */
  copyDelayInMs?: number;
  /** Whether the clock stands still until `advance` is called. Default: false. */
  manualClock?: boolean;
  /** Whether the port accepts https in addition to http. Default: false. */
  https?: boolean;
  /** Whether blob versioning is enabled. Default: false. */
  versioning?: boolean;
  /** Whether requests need no authentication. Default: false. */
  loose?: boolean;
  /** Whether access tokens are accepted over http. Default: false. */
  bearerOverHttp?: boolean;
}

/** The effect of a fault. The README of the emulator describes each kind and its details. */
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

/** A fault that affects some of the next requests. */
export interface Fault {
  effect: FaultEffect;
  /** The operation that it affects, such as `CopyBlob`. Default: any. */
  operation?: string | null;
  /** The account that it affects. Default: any. */
  account?: string | null;
  /** The number of matching requests that succeed first. Default: 0. */
  skip?: number;
  /** The number of requests that it affects. Default: unlimited. */
  times?: number | null;
  /** The probability that it affects a request, from 0 to 1. Default: 1. */
  probability?: number;
  /** The seed of the random numbers for `probability`. Default: 0. */
  seed?: number;
}

/** A request that the emulator received, without its secrets. */
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

/**
 * A running Blob service on 127.0.0.1, whose copies stay pending until their time has passed. Its content is lost when it
 * is stopped.
 *
 * @example
 * import { BlobServiceClient } from "blobcopy";
 * import { Emulator } from "blobcopy/testing";
 *
 * const emulator = new Emulator({ containers: ["box"], copyDurationInMs: 100 });
 * const service = BlobServiceClient.fromConnectionString(emulator.connectionString());
 * // ...
 * emulator.stop();
 */
export declare class Emulator {
  constructor(options?: EmulatorOptions);
  /** The port on 127.0.0.1. */
  get port(): number;
  /** The certificate that https clients must trust, in PEM. */
  get certificateAuthority(): string;
  /** The URL of the control interface, which accepts JSON from any language. */
  get controlEndpoint(): string;
  /** The URL of an account, by default the first one: `http://127.0.0.1:PORT/ACCOUNT`. */
  url(account?: string): string;
  /** The URL of an account for https. */
  httpsUrl(account?: string): string;
  /** @deprecated The former name of `url`. */
  endpoint(account?: string): string;
  /** @deprecated The former name of `httpsUrl`. */
  httpsEndpoint(account?: string): string;
  /** The connection string of an account, by default the first one. It contains the account key. */
  connectionString(account?: string): string;
  /** The time of the emulator. */
  now(): Date;
  /** Advances the clock by a number of milliseconds. It needs `manualClock`. */
  advance(milliseconds: number): void;
  /** Adds a fault. */
  addFault(fault: Fault): void;
  /** Removes all faults. */
  clearFaults(): void;
  /** The faults that were added, and how often each has happened. */
  faults(): Array<{ fault: Fault; happened: number }>;
  /** The last requests, oldest first. */
  requests(): LoggedRequest[];
  /** Fails the pending copy into a blob. Returns false if no copy is pending. */
  failCopy(copy: { account?: string; container: string; blob: string; description?: string }): boolean;
  /** Stops the emulator. */
  stop(): void;
}
