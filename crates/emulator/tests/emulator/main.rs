//! The emulator over real sockets: requests as the proto crate writes them, signed by the auth crate.

mod authorization;
mod batches;
mod blobs;
mod container_access;
mod container_leases;
mod containers;
mod control;
mod copies;
mod copy_rules;
mod faults;
mod foreign_sources;
mod from_urls;
mod handle;
mod https;
mod incremental_copies;
mod kinds;
mod leases;
mod listings;
mod refusals;
mod snapshots;
mod strain;
mod tags;
mod tiers;
mod unserved;
mod world;
