//! [`Parameters`]: the parameters of a channel's address, on both sides.
