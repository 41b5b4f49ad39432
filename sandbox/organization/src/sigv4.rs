//! Signature Version 4, recomputed for every request.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime, PrimitiveDateTime, macros::format_description};

use crate::exchange::Request;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
const UNSIGNED_CHUNKS: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/// How far a client's clock may be off.
const SKEW: Duration = Duration::minutes(15);

/// Everything but RFC 3986's unreserved characters is percent-encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What the `Authorization` header claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) access_key_id: String,
    pub(crate) region: String,
    pub(crate) service: String,
    date: String,
    signed_headers: Vec<String>,
    signature: String,
}

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// The request is not signed.
    Missing,
    /// The signature does not have the right form.
    Incomplete(String),
    /// It was made too long ago, or in the future.
    Skewed(String),
    /// The secret gives another signature.
    Mismatch(String),
}

impl Claim {
    /// Reads the `Authorization` header.
    pub(crate) fn read(request: &Request) -> Result<Self, Rejected> {
        let header = request.header("authorization");
        if header.is_empty() {
            return Err(Rejected::Missing);
        }
        let incomplete =
            |what: &str| Rejected::Incomplete(format!("the Authorization header {what}"));
        let fields = header
            .strip_prefix(ALGORITHM)
            .ok_or_else(|| incomplete("is not of AWS4-HMAC-SHA256"))?;
        let field = |name: &str| {
            fields
                .split(',')
                .find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='))
                .ok_or_else(|| incomplete(&format!("has no `{name}`")))
        };
        let scope: Vec<&str> = field("Credential")?.split('/').collect();
        let [access_key_id, date, region, service, "aws4_request"] = scope.as_slice() else {
            return Err(incomplete(
                "has a credential scope that is not KEY/DATE/REGION/SERVICE/aws4_request",
            ));
        };
        Ok(Self {
            access_key_id: (*access_key_id).to_owned(),
            region: (*region).to_owned(),
            service: (*service).to_owned(),
            date: (*date).to_owned(),
            signed_headers: field("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            signature: field("Signature")?.to_owned(),
        })
    }

    /// Recomputes the signature with `secret`. `now` is the machine's time: clients sign with it.
    pub(crate) fn verify(
        &self,
        request: &Request,
        secret: &str,
        now: OffsetDateTime,
    ) -> Result<(), Rejected> {
        let at = self.signed_at(request, now)?;
        self.covers_what_it_must(request)?;
        let payload = payload_hash(request)?;
        let canonical = self.canonical_request(request, &payload);
        let scope = format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.service
        );
        let to_sign = format!(
            "{ALGORITHM}\n{at}\n{scope}\n{}",
            sha256_hex(canonical.as_bytes())
        );
        let given = decode_hex(&self.signature).unwrap_or_default();
        signer(&self.signing_key(secret), to_sign.as_bytes())
            .and_then(|mac| mac.verify_slice(&given).ok())
            .ok_or_else(|| {
                Rejected::Mismatch(
                    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.".to_owned(),
                )
            })
    }

    fn signed_at(&self, request: &Request, now: OffsetDateTime) -> Result<String, Rejected> {
        let text = request.header("x-amz-date");
        let format = format_description!("[year][month][day]T[hour][minute][second]Z");
        let at = PrimitiveDateTime::parse(text, format)
            .map_err(|_| {
                Rejected::Incomplete("the header `x-amz-date` is missing or not a time".to_owned())
            })?
            .assume_utc();
        if !text.starts_with(&self.date) {
            return Err(Rejected::Mismatch(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP".to_owned(),
            ));
        }
        if (at - now).abs() > SKEW {
            let direction = if at < now {
                "Signature expired"
            } else {
                "Signature not yet current"
            };
            return Err(Rejected::Skewed(format!(
                "{direction}: {text} is more than 15 min from the service's time"
            )));
        }
        Ok(text.to_owned())
    }

    /// `host` and every `x-amz-*` header must be signed. Otherwise somebody could change them on the way.
    fn covers_what_it_must(&self, request: &Request) -> Result<(), Rejected> {
        let signed = |name: &str| self.signed_headers.iter().any(|signed| signed == name);
        let unsigned = request
            .headers
            .keys()
            .map(http::HeaderName::as_str)
            .find(|name| (*name == "host" || name.starts_with("x-amz-")) && !signed(name));
        match unsigned {
            Some(name) => Err(Rejected::Mismatch(format!(
                "the header `{name}` is not signed"
            ))),
            None if signed("host") => Ok(()),
            None => Err(Rejected::Mismatch(
                "the header `host` is not signed".to_owned(),
            )),
        }
    }

    fn canonical_request(&self, request: &Request, payload: &str) -> String {
        let mut canonical = format!(
            "{}\n{}\n{}\n",
            request.method,
            canonical_path(&self.service, &request.path),
            canonical_query(&request.query)
        );
        for name in &self.signed_headers {
            canonical.push_str(&format!("{name}:{}\n", canonical_header(request, name)));
        }
        canonical.push_str(&format!("\n{}\n{payload}", self.signed_headers.join(";")));
        canonical
    }

    fn signing_key(&self, secret: &str) -> Vec<u8> {
        let start = format!("AWS4{secret}").into_bytes();
        [
            self.date.as_str(),
            &self.region,
            &self.service,
            "aws4_request",
        ]
        .iter()
        .fold(start, |key, part| {
            signer(&key, part.as_bytes())
                .map(|mac| mac.finalize().into_bytes().to_vec())
                .unwrap_or_default()
        })
    }
}

fn signer(key: &[u8], message: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(mac)
}

/// S3 signs the path as it is. Every other service signs it encoded once more.
fn canonical_path(service: &str, path: &str) -> String {
    if service == "s3" {
        return path.to_owned();
    }
    path.split('/').map(encode).collect::<Vec<_>>().join("/")
}

fn canonical_query(query: &str) -> String {
    let decoded = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(&decoded(name)), encode(&decoded(value))))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// The values of a header, each trimmed and with single spaces, joined with commas.
fn canonical_header(request: &Request, name: &str) -> String {
    let values: Vec<String> = request
        .headers
        .get_all(name)
        .iter()
        .map(|value| {
            String::from_utf8_lossy(value.as_bytes())
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    values.join(",")
}

/// The signed hash, after checking that it is the body's.
fn payload_hash(request: &Request) -> Result<String, Rejected> {
    let body = sha256_hex(&request.body);
    match request.header("x-amz-content-sha256") {
        "" => Ok(body),
        given @ (UNSIGNED | UNSIGNED_CHUNKS) => Ok(given.to_owned()),
        given if given == body => Ok(body),
        given if given.starts_with("STREAMING-") => Err(Rejected::Incomplete(format!(
            "the payload signing `{given}` is not supported by the embedded organization"
        ))),
        _ => Err(Rejected::Mismatch(
            "the header `x-amz-content-sha256` is not the hash of the body".to_owned(),
        )),
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    Some(pairs.iter().map(|[high, low]| high * 16 + low).collect())
}
