//! [`Session`]: who may listen. A stand-in for what a login gives.

use axum::extract::FromRequestParts;
use axum::http::{StatusCode, header, request::Parts};

const COOKIE: &str = "session=visitor";

/// A visitor with the cookie; an extractor. Whoever comes without it is answered 401, and not with a stream.
pub(crate) struct Session;

impl Session {
    /// What the page comes with. Both servers are on one host, and cookies do not care about ports. A service on another
    /// site than its pages needs `SameSite=None; Secure`.
    pub(crate) fn cookie() -> [(header::HeaderName, String); 1] {
        [(header::SET_COOKIE, format!("{COOKIE}; Path=/; HttpOnly; SameSite=Lax"))]
    }
}

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        if cookies.flat_map(|cookies| cookies.split(';')).any(|cookie| cookie.trim() == COOKIE) {
            Ok(Self)
        } else {
            Err((StatusCode::UNAUTHORIZED, "open the page first: it has a cookie for you"))
        }
    }
}
