//! The content encoding `aws-chunked`: chunks with their length, then trailers. Signatures of
//! chunks and checksums in trailers are ignored: loopback does not corrupt data.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use bytes::Bytes;

use crate::exchange::Request;

/// The object a request carries; `None` if its chunks do not add up.
pub(super) fn object(request: &Request) -> Option<Bytes> {
    let chunked = request
        .header("x-amz-content-sha256")
        .starts_with("STREAMING-")
        || request
            .header("content-encoding")
            .split(',')
            .any(|encoding| encoding.trim() == "aws-chunked");
    if chunked {
        decode(&request.body)
    } else {
        Some(request.body.clone())
    }
}

fn decode(body: &[u8]) -> Option<Bytes> {
    let (mut rest, mut object) = (body, Vec::new());
    loop {
        let (head, after) = line(rest)?;
        let head = std::str::from_utf8(head).ok()?;
        let length = usize::from_str_radix(head.split(';').next()?, 16).ok()?;
        if length == 0 {
            return Some(object.into());
        }
        let (chunk, after) = after.split_at_checked(length)?;
        object.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n")?;
    }
}

fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    let (line, rest) = bytes.split_at_checked(at)?;
    Some((line, rest.get(2..)?))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn chunks_are_put_together_and_trailers_left_out() {
        let body =
            b"3;chunk-signature=ab\r\nabc\r\n2\r\n\r\n\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        assert_eq!(decode(body).unwrap(), "abc\r\n");
        assert_eq!(decode(b"0\r\n\r\n").unwrap(), "");
    }

    #[test]
    fn chunks_that_do_not_add_up_are_refused() {
        for body in [
            "",
            "3\r\nab",
            "x\r\nabc\r\n0\r\n",
            "3\r\nabcd\r\n0\r\n",
            "3\r\nabc\r\n",
        ] {
            assert_eq!(decode(body.as_bytes()), None, "{body}");
        }
    }
}
