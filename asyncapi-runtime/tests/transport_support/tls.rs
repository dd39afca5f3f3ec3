//! Certificates made by the test, and servers that have them.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::transport_support::{Connection, Handshake};

/// An authority that signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate.
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        // Two authorities with one name are one whose signature is wrong.
        let name = format!("authority {:02x?}", &PublicKeyData::der_bytes(&key)[..16]);
        params.distinguished_name.push(DnType::CommonName, name);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server for this name that offers these protocols.
    pub(crate) fn server(&self, name: &str, protocols: &[&str]) -> Tls {
        self.server_until(name, protocols, 4096)
    }

    /// The same with a certificate that is valid until the first day of this year.
    pub(crate) fn server_until(&self, name: &str, protocols: &[&str], year: i32) -> Tls {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        Tls(TlsAcceptor::from(Arc::new(config)))
    }
}

/// A server's side of TLS.
pub(crate) struct Tls(TlsAcceptor);

impl Handshake for Tls {
    async fn accept(&self, socket: TcpStream) -> Option<Connection> {
        let stream = self.0.accept(socket).await.ok()?;
        Some(Box::new(stream))
    }
}
