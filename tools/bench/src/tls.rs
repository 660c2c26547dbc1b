//! TLS in front of the embedded DynamoDB, as the functions meet the real one: a handshake to open
//! a connection, and every byte encrypted.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use harness::wire::Door;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

use crate::error::BenchError;

/// What speaks TLS as the server, and what its clients must trust.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    bundle: PathBuf,
}

impl Door for Tls {
    type Stream = TlsStream<TcpStream>;

    fn bundle(&self) -> Option<String> {
        Some(self.bundle.display().to_string())
    }

    async fn open(&self, stream: TcpStream) -> Option<Self::Stream> {
        self.acceptor.accept(stream).await.ok()
    }
}

/// Makes an authority and a certificate for the loopback address. Nothing but the authority's
/// certificate is ever written to disk.
pub(crate) fn make(scratch: &Path) -> Result<Tls, BenchError> {
    let failed = |error: &dyn std::fmt::Display| BenchError::Certificates(error.to_string());
    let authority = authority().map_err(|error| failed(&error))?;
    let key = KeyPair::generate().map_err(|error| failed(&error))?;
    let mut leaf =
        CertificateParams::new(["localhost".to_owned()]).map_err(|error| failed(&error))?;
    leaf.subject_alt_names.push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    leaf.distinguished_name.push(DnType::CommonName, "localhost");
    let leaf = leaf.signed_by(&key, &authority).map_err(|error| failed(&error))?;

    let chain = vec![CertificateDer::from(leaf.der().to_vec())];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| failed(&error))?;

    let bundle = scratch.join("authority.pem");
    std::fs::write(&bundle, authority.pem()).map_err(BenchError::io(&bundle))?;
    Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(config)), bundle })
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, "benchmark");
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}
