//! TLS for [`HyperTransport`](super::HyperTransport): rustls, the certificates that it trusts, and what its errors
//! mean.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::{BoxError, TransportError};

/// The platform's roots are read once in a process: that takes milliseconds, and each listener would do it again.
/// With the configuration, TLS sessions are shared too: a reconnect resumes one.
static PLATFORM: OnceCell<Arc<ClientConfig>> = OnceCell::const_new();

/// Which servers are trusted.
#[derive(Clone, Default)]
pub(super) struct Trust {
    /// Roots beside the platform's.
    added: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// Adds the certificates of a PEM file.
    pub(super) fn add(&mut self, pem: &[u8]) -> Result<(), TransportError> {
        let before = self.added.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| {
                TransportError::fatal(format!("the root certificates are no PEM: {error}"))
            })?;
            // A store of its own, for the check only.
            RootCertStore::empty().add(certificate.clone()).map_err(|error| {
                let number = self.added.len() - before + 1;
                TransportError::fatal(format!("root certificate {number} is none: {error}"))
            })?;
            self.added.push(certificate);
        }
        if self.added.len() == before {
            let problem = "there is no root certificate in the PEM text: each begins with `-----BEGIN CERTIFICATE-----`";
            return Err(TransportError::fatal(problem));
        }
        Ok(())
    }

    /// The configuration of a client that trusts the platform's roots and those added. It offers no protocol (ALPN).
    pub(super) async fn config(&self) -> Result<ClientConfig, TransportError> {
        let config = if self.added.is_empty() {
            PLATFORM.get_or_try_init(|| load(Vec::new())).await?.clone()
        } else {
            load(self.added.clone()).await?
        };
        Ok((*config).clone())
    }
}

/// Reads the platform's roots, in a thread that may wait for the disk.
async fn load(added: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, TransportError> {
    // The only error is a panic or the end of the runtime.
    spawn_blocking(move || configure(added)).await.map_err(TransportError::retryable)?.map(Arc::new)
}

fn configure(added: Vec<CertificateDer<'static>>) -> Result<ClientConfig, TransportError> {
    let platform = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Platforms carry certificates that rustls cannot read, old ones mostly: they trust nobody, that is all.
    roots.add_parsable_certificates(platform.certs);
    roots.add_parsable_certificates(added);
    if roots.is_empty() {
        let cause = platform.errors.first().map(|error| format!(" ({error})")).unwrap_or_default();
        return Err(TransportError::fatal(format!(
            "https needs root certificates, and the platform has none{cause}: install them (the package is \
             `ca-certificates` mostly), name a file of them in `SSL_CERT_FILE`, or add them with \
             `HyperTransport::root_certificates`"
        )));
    }
    // What the program has chosen for itself, else ring; nothing is installed for others, and `ClientConfig::builder`
    // would panic where several providers are linked.
    let provider = CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TransportError::fatal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// Says in front of an error of TLS what it means.
///
/// All of them are worth another try, as network errors are to a browser: the request was not sent, an expired
/// certificate is renewed, and the login page of a hotel goes away; a listener that had ended would not notice.
pub(super) fn explain(error: BoxError) -> BoxError {
    let meaning = match rustls_error(&*error) {
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            "the server's certificate is from an authority that is not trusted (a private one is added with \
             `HyperTransport::root_certificates`)"
        }
        Some(rustls::Error::InvalidCertificate(_)) => "the server's certificate is not accepted",
        Some(rustls::Error::InvalidMessage(_)) => "the server does not speak TLS (is its URL `http://`?)",
        Some(_) => "there is no TLS connection",
        None => return error,
    };
    Box::new(Explained { meaning, error })
}

/// The error of rustls inside of others. An `io::Error` does not give what it wraps as its source.
fn rustls_error<'a>(mut error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    loop {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        error = match wrapped {
            Some(wrapped) => wrapped,
            None => error.source()?,
        };
    }
}

#[derive(Debug)]
struct Explained {
    meaning: &'static str,
    error: BoxError,
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.meaning)
    }
}

impl Error for Explained {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_holds_no_certificate_is_refused() {
        for (pem, expected) in [
            ("", "no root certificate"),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no root certificate"),
            ("-----BEGIN CERTIFICATE-----\nAAAA", "no PEM"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "root certificate 1 is none"),
        ] {
            let error = Trust::default().add(pem.as_bytes()).unwrap_err();
            assert!(error.is_fatal() && error.to_string().contains(expected), "{pem}: {error}");
        }
    }

    #[test]
    fn an_error_of_tls_is_found_and_explained() {
        let error = rustls::Error::InvalidCertificate(CertificateError::Expired);
        let inside = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error));
        let text = TransportError::retryable(explain(inside.into())).to_string();
        assert_eq!(text, "the server's certificate is not accepted: invalid peer certificate: Expired");
        assert_eq!(explain("other".into()).to_string(), "other");
    }
}
