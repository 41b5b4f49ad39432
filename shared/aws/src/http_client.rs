use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    connector_metadata::ConnectorMetadata,
    http::{HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
    runtime_components::RuntimeComponents,
};
use rolepair_model::Partition;

/// The root certificates that AWS names for its endpoints: Amazon Root CA 1 to 4 and Starfield Services
/// Root CA G2, as Mozilla's store has them.
///
/// <https://aws.amazon.com/blogs/security/how-to-prepare-for-aws-move-to-its-own-certificate-authority/>
const AMAZON_ROOTS: &[u8] = include_bytes!("../trust/amazon-roots.pem");

/// The variable that selects the system's trust store instead of Amazon's roots: for a proxy that
/// terminates TLS, or for a root that is newer than this release.
pub(crate) const TRUST_STORE_VARIABLE: &str = "ROLEPAIR_TRUST_STORE";

/// Which root certificates are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrustedRoots {
    /// Amazon's roots alone. Reading the system's whole store is the largest part of a cold start.
    AmazonRoots,
    /// What the system trusts.
    System,
}

impl TrustedRoots {
    /// Amazon's roots where they are known to suffice, which is at AWS's own endpoints in the `aws`
    /// partition. Every other partition has its own authorities, and a custom endpoint may have any.
    pub(crate) fn choose(partition: &Partition, own_endpoint: bool, asked: Option<&str>) -> Self {
        if partition.as_str() == "aws" && !own_endpoint && asked != Some("system") {
            Self::AmazonRoots
        } else {
            Self::System
        }
    }
}

/// One HTTP client, and so one pool of connections, for every service and account.
///
/// The SDK's client reads its trust store again for every service client that is built with it, so that
/// a bad store shows at once. Here every account has service clients of its own, so this client reads
/// the store once, when the first request is made.
#[derive(Debug)]
struct Shared(SharedHttpClient);

impl HttpClient for Shared {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

/// The HTTP client with these roots.
pub(crate) fn http_client(trust: TrustedRoots) -> SharedHttpClient {
    let builder = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    let roots = match trust {
        TrustedRoots::AmazonRoots => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
        TrustedRoots::System => TrustStore::default(),
    };
    let client = match TlsContext::builder().with_trust_store(roots).build() {
        Ok(context) => builder.tls_context(context).build_https(),
        // Without a context the client uses the system's store.
        Err(_) => builder.build_https(),
    };
    SharedHttpClient::new(Shared(client))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use aws_config::retry::RetryConfig;
    use aws_sdk_sts::error::SdkError;

    use super::*;
    use crate::scripted_http::ScriptedHttp;

    fn partition(name: &str) -> Partition {
        name.parse().unwrap()
    }

    #[test]
    fn amazons_roots_alone_are_trusted_only_where_they_are_known_to_suffice() {
        let aws = partition("aws");
        assert_eq!(
            TrustedRoots::choose(&aws, false, None),
            TrustedRoots::AmazonRoots
        );
        assert_eq!(TrustedRoots::choose(&aws, true, None), TrustedRoots::System);
        assert_eq!(
            TrustedRoots::choose(&aws, false, Some("system")),
            TrustedRoots::System
        );
        for other in ["aws-cn", "aws-us-gov", "aws-iso", "aws-eusc"] {
            assert_eq!(
                TrustedRoots::choose(&partition(other), false, None),
                TrustedRoots::System
            );
        }
    }

    #[test]
    fn all_five_roots_are_there() {
        let text = String::from_utf8(AMAZON_ROOTS.to_vec()).unwrap();
        assert_eq!(text.matches("-----BEGIN CERTIFICATE-----").count(), 5);
    }

    #[tokio::test]
    async fn a_client_with_either_trust_gets_as_far_as_the_socket() {
        let script = ScriptedHttp::in_turn(&[]);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        for trust in [TrustedRoots::AmazonRoots, TrustedRoots::System] {
            let config = script.sdk_config().await.into_builder();
            let config = config
                .http_client(http_client(trust))
                .endpoint_url(format!("http://{address}"))
                .retry_config(RetryConfig::disabled())
                .build();
            let answer = aws_sdk_sts::Client::new(&config)
                .get_caller_identity()
                .send();
            let error = answer.await.unwrap_err();
            assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
        }
    }
}
