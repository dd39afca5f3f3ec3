//! An axum `Router` as a transport: requests are answered in the process, without a socket.

use axum::body::Body;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Uri};
use http_body_util::BodyExt as _;
use tower_service::Service as _;

use super::{BodyStream, BoxError, ResponseFuture, Transport, TransportError};

/// Handlers see what they would behind a socket: a `Host` header and a URI without scheme and authority.
/// The listener polls the response body itself; dropping the listener drops the handler's stream.
impl Transport for axum::Router {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        let mut router = self.clone();
        Box::pin(async move {
            let mut request = request.map(Body::from);
            let authority =
                request.uri().authority().map(|authority| HeaderValue::from_str(authority.as_str()));
            if let (Some(Ok(host)), false) = (authority, request.headers().contains_key(HOST)) {
                request.headers_mut().insert(HOST, host);
            }
            if let Some(path) = request.uri().path_and_query() {
                *request.uri_mut() = Uri::from(path.clone());
            }
            let Ok(()) = std::future::poll_fn(|context| {
                tower_service::Service::<http::Request<Body>>::poll_ready(&mut router, context)
            })
            .await;
            let Ok(response) = router.call(request).await;
            Ok::<_, TransportError>(
                response.map(|body| Box::pin(body.map_err(BoxError::from).into_data_stream()) as BodyStream),
            )
        })
    }
}
