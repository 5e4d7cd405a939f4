//! Many copies at a time: how fast requests may be sent.

mod governor;

pub use governor::{Governor, RateLimit, Throttling};
