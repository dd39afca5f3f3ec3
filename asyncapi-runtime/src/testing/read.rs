//! Reading one HTTP/1.1 request from a socket: enough for a test to see what a client sent.

use std::io;

use bytes::{Buf as _, Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// A longer head or body is none of a test's.
const LONGEST: usize = 1024 * 1024;

/// Reads a head, and as much of a body as its `Content-Length` says.
pub(super) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Request<Bytes>> {
    let mut received = BytesMut::new();
    let end = loop {
        if let Some(end) = memchr::memmem::find(&received, b"\r\n\r\n") {
            break end;
        }
        read_more(stream, &mut received).await?;
    };
    let mut request = head(&received[..end]).ok_or_else(|| bad("the request is no HTTP/1.1"))?;
    received.advance(end + 4);
    let length = match request.headers().get(CONTENT_LENGTH) {
        None => 0,
        Some(length) => length
            .to_str()
            .ok()
            .and_then(|length| length.parse().ok())
            .ok_or_else(|| bad("the request has a `Content-Length` that is none"))?,
    };
    while received.len() < length {
        read_more(stream, &mut received).await?;
    }
    received.truncate(length);
    *request.body_mut() = received.freeze();
    Ok(request)
}

async fn read_more(stream: &mut (impl AsyncRead + Unpin), received: &mut BytesMut) -> io::Result<()> {
    if received.len() > LONGEST {
        return Err(bad("the request is too long"));
    }
    match stream.read_buf(received).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// The head, without the empty line after it.
fn head(bytes: &[u8]) -> Option<Request<Bytes>> {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut line = lines.next()?.split(|byte| *byte == b' ');
    let (method, uri) = (line.next()?, line.next()?);
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = Method::from_bytes(method).ok()?;
    *request.uri_mut() = Uri::try_from(uri).ok()?;
    for line in lines {
        let colon = memchr::memchr(b':', line)?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
        request.headers_mut().append(name, value);
    }
    Some(request)
}

fn bad(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(mut bytes: &[u8]) -> io::Result<Request<Bytes>> {
        read_request(&mut bytes).await
    }

    #[tokio::test]
    async fn a_request_is_read_with_its_body_and_not_further() {
        let request = read(b"POST /a?b=1 HTTP/1.1\r\nHost: h:1\r\nX-A:1\r\nx-a: \xE2\x80\xA6 \r\nContent-Length: 3\r\n\r\nabcd").await.unwrap();
        assert_eq!((request.method(), request.uri().to_string()), (&Method::POST, "/a?b=1".to_owned()));
        let values: Vec<_> = request.headers().get_all("x-a").iter().map(HeaderValue::as_bytes).collect();
        assert_eq!(values, [b"1".as_slice(), "\u{2026}".as_bytes()]);
        assert_eq!(request.body(), "abc");
    }

    #[tokio::test]
    async fn what_is_no_request_is_an_error() {
        for bytes in [
            &b""[..],
            b"GET / HTTP/1.1\r\n",
            b"GET\r\n\r\n",
            b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
            b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
            b"GET / HTTP/1.1\r\ncontent-length: 9\r\n\r\nabc",
        ] {
            assert!(read(bytes).await.is_err(), "{}", bytes.escape_ascii());
        }
    }
}
