//! The server against others, over sockets: what `cargo xtask bench` runs.
//!
//! A server is a program of its own (`src/bin`): `raw-writes`, `hyper-body`, `axum-sse`, `bare` and `hub`. It prints
//! its port, serves events at `/ticks`, and publishes when its standard input says so ([`serve`]). The program `load`
//! starts one after another, connects up to 10 000 times from one thread ([`load`]), and runs what is measured
//! ([`scenarios`]).

pub mod load;
pub mod process;
pub mod scenarios;
pub mod serve;
pub mod table;
pub mod tick;
pub mod topic;
