//! The emulator over real sockets: requests as the proto crate writes them, signed by the auth crate.

mod authorization;
mod blobs;
mod containers;
mod copies;
mod copy_rules;
mod foreign_sources;
mod from_urls;
mod handle;
mod incremental_copies;
mod kinds;
mod leases;
mod listings;
mod refusals;
mod snapshots;
mod tags;
mod tiers;
mod world;
