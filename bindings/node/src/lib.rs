//! The native part of the blobcopy package for Node.js: conversion only.
//!
//! JavaScript holds the classes, the errors and the signals. What is here turns objects into the options of
//! `blobcopy-bindings`, makes the calls, and turns their results into objects; no promise of it rejects for what the
//! service says. Nothing here decides anything about Azure.
#![cfg_attr(
    test,
    allow(
        dead_code,
        reason = "napi hands nothing to JavaScript in a build for tests"
    )
)]

mod conversion;
mod failure;

mod completion_queue;
mod promise;
mod runtime;

mod open;
mod service;

mod container;

mod blob;
mod copies;
mod copy_operation;

mod credential;
mod sas;

mod command;
mod emulator;
