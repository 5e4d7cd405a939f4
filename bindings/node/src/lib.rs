//! The native part of the blobcopy package for Node.js: conversion only.
//!
//! JavaScript holds the classes, the checks of arguments, the errors and the signals. What is here takes plain values,
//! calls the client, and settles with plain values; no promise of it rejects for what the service says. Nothing here
//! decides anything about Azure.
#![cfg_attr(
    test,
    allow(
        dead_code,
        reason = "napi hands nothing to JavaScript in a build for tests"
    )
)]

mod courier;
mod promise;
mod runtime;

mod open;
mod service;

mod container;
mod listing;
mod looking;

mod blob;
mod content;
mod copy;
mod course;
mod lease;

mod care;
mod copying;
mod credential;
mod sas;
mod settings;

mod conditions;
mod immutability;
mod names;
mod time;

mod copy_state;
mod failure;
mod properties;
mod receipt;
mod written;

mod command;
mod emulator;
