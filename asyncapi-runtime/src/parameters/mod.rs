//! [`Parameters`]: the parameters of a channel's address, on both sides.
//!
//! `{userId}` in an address is a parameter. A server reads it from the path of the request, a client writes it
//! into the URL. Both go through one implementation, which the macro generates:
//!
//! ```
//! use asyncapi_runtime::parameters::{ParameterError, Parameters, PathValues, PathWriter};
//!
//! struct RoomParameters {
//!     room: String,
//! }
//!
//! impl Parameters for RoomParameters {
//!     fn from_path(path: &PathValues<'_>) -> Result<Self, ParameterError> {
//!         Ok(Self { room: path.get("room")? })
//!     }
//!     fn write_path(&self, path: &mut PathWriter) {
//!         path.literal("/rooms/");
//!         path.parameter("room", &self.room);
//!     }
//! }
//!
//! let mut path = PathWriter::new();
//! RoomParameters { room: "a/b".to_owned() }.write_path(&mut path);
//! assert_eq!(path.finish()?, "/rooms/a%2Fb");
//! # Ok::<(), ParameterError>(())
//! ```

mod error;
mod values;
mod writer;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

pub use error::ParameterError;
pub use values::PathValues;
pub use writer::PathWriter;

/// The parameters of one channel's address.
///
/// The macro implements it, and axum's `FromRequestParts` beside it, so that a handler takes the struct as an
/// argument. `()` stands for an address without parameters.
pub trait Parameters: Sized + Send + 'static {
    /// Whether the address has no parameters: its path is then the channel's
    /// [`ROUTE`](crate::Channel::ROUTE), and [`write_path`](Self::write_path) writes nothing.
    const NONE: bool = false;

    /// Reads the parameters from the path of a request.
    ///
    /// # Errors
    /// When a parameter is missing, or its value is not one of the parameter's type.
    fn from_path(path: &PathValues<'_>) -> Result<Self, ParameterError>;

    /// Writes the path of the address with these parameters in place, from its leading `/`.
    fn write_path(&self, path: &mut PathWriter);
}

impl Parameters for () {
    const NONE: bool = true;

    fn from_path(_: &PathValues<'_>) -> Result<Self, ParameterError> {
        Ok(())
    }

    fn write_path(&self, _: &mut PathWriter) {}
}

/// Reads `P` from the path that axum matched; what generated `FromRequestParts` implementations call.
///
/// # Errors
/// When the path does not hold `P`: the rejection answers 400, or 500 where the route lacks the parameter.
pub async fn extract_parameters<P: Parameters, S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> Result<P, ParameterError> {
    // axum has decoded the values, once, after it matched the route: `%2F` is part of a value, and `%252F` is
    // the text `%2F`. Under `Router::nest` the parameters of the prefix come first.
    let params = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|rejection| ParameterError::unreadable(rejection.status(), rejection.body_text()))?;
    P::from_path(&params.iter().collect())
}
